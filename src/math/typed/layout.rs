//! Where the entries of a pasted list end, and where their numbers do. A table of rules decides.

use super::number::number;

/// The layout of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// The form of links, `x,y;x,y`: entries end at semicolons or lines, numbers at commas.
    Link,
    /// An entry in each line, with this character between its columns.
    Lines(char),
}

/// The most columns of a line.
pub const MAX_COLUMNS: usize = 256;

/// The lines of a text that are not blank.
#[derive(Debug)]
pub struct Lines<'a> {
    /// The names of the columns, if the first line has no number.
    pub head: Option<&'a str>,
    /// The other lines with their numbers in the text, from 1.
    pub body: Vec<(usize, &'a str)>,
    /// The number of lines that begin with `#`.
    pub comments: usize,
    /// The numbers of values that an entry may have.
    counts: &'a [usize],
}

/// A layout, and when it is that of a text. The first rule that applies decides.
struct Rule {
    layout: Layout,
    applies: fn(&Lines<'_>) -> bool,
}

const RULES: [Rule; 8] = [
    // A tab is always between columns: tables are copied with tabs.
    Rule { layout: Layout::Lines('\t'), applies: |text| text.most(|line| line.contains('\t')) },
    // What is between the names of a header is between the columns.
    Rule { layout: Layout::Lines(';'), applies: |text| text.is_named_with(';') },
    Rule { layout: Layout::Lines(','), applies: |text| text.is_named_with(',') },
    // Numbers with nothing but spaces between them.
    Rule { layout: Layout::Lines(' '), applies: |text| text.most(|line| begins_with_numbers(line, ' ')) },
    // The form of links, of which most entries are right.
    Rule { layout: Layout::Link, applies: |text| text.is_one_line() && text.has_entries() },
    // In more lines, or in no other way, a semicolon is between columns.
    Rule { layout: Layout::Lines(';'), applies: |text| text.most(|line| begins_with_numbers(line, ';')) },
    // What has no semicolon inside has commas between columns.
    Rule {
        layout: Layout::Lines(','),
        applies: |text| !text.is_one_line() && text.most(|line| !has_inside(line, ';')),
    },
    // The form of links over several lines.
    Rule { layout: Layout::Link, applies: |_| true },
];

impl<'a> Lines<'a> {
    /// The lines of `text`, whose entries may have these `counts` of values.
    pub fn of(text: &'a str, counts: &'a [usize]) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        // A lone carriage return also ends a line.
        let numbered = text.split('\n').flat_map(|line| line.trim_end_matches('\r').split('\r')).map(bare).zip(1..);
        let (mut body, mut comments) = (Vec::new(), 0);
        for (line, number) in numbered.filter(|(line, _)| !line.is_empty()) {
            match line.starts_with('#') {
                true => comments += 1,
                false => body.push((number, line)),
            }
        }
        let is_head = body.len() > 1 && body.first().is_some_and(|(_, line)| is_head(line));
        let head = is_head.then(|| body.remove(0).1);
        Self { head, body, comments, counts }
    }

    /// The layout, by the first rule that applies.
    pub fn layout(&self) -> Layout {
        RULES.iter().find(|rule| (rule.applies)(self)).map_or(Layout::Link, |rule| rule.layout)
    }

    /// Whether `layout`, which was chosen, is not the only possible one, as in `0,5;1,25`.
    pub fn is_ambiguous(&self, layout: Layout) -> bool {
        let all = |is: &dyn Fn(&str) -> bool| self.body.iter().all(|(_, line)| is(line));
        let entries = |line: &str, separator| cells(line, separator).all(|cell| self.is_entry(cell));
        let row = |line: &str, separator| {
            has_inside(line, separator)
                && self.counts.contains(&cells(line, separator).count())
                && cells(line, separator).all(|cell| number(cell).is_some())
        };
        let columns = match layout {
            Layout::Link => ';',
            Layout::Lines(columns) => columns,
        };
        // The names of the columns show what is between them.
        self.head.is_none()
            && matches!(columns, ';' | ' ')
            && all(&|line| entries(line, columns))
            && all(&|line| row(line, columns))
    }

    /// Whether this character is between the names of a header, and in most lines.
    fn is_named_with(&self, separator: char) -> bool {
        self.head.is_some_and(|head| has_inside(head, separator)) && self.most(|line| has_inside(line, separator))
    }

    fn is_one_line(&self) -> bool {
        self.head.is_none() && self.body.len() == 1
    }

    /// Whether at least half of the lines are such: a wrong line is then an error, and no other layout.
    fn most(&self, is: impl Fn(&str) -> bool) -> bool {
        let count = self.body.iter().filter(|(_, line)| is(line)).count();
        count > 0 && 2 * count >= self.body.len()
    }

    /// Whether at least half of the parts between semicolons have as many numbers between commas as an entry.
    fn has_entries(&self) -> bool {
        let parts = || self.body.iter().flat_map(|(_, line)| cells(line, ';'));
        2 * parts().filter(|part| self.is_entry(part)).count() >= parts().count()
    }

    fn is_entry(&self, part: &str) -> bool {
        self.counts.contains(&cells(part, ',').count())
    }
}

/// A line without the spaces around it; tabs may be columns that are empty.
fn bare(line: &str) -> &str {
    if line.trim().is_empty() { "" } else { line.trim_matches(|c: char| c.is_whitespace() && c != '\t') }
}

/// The cells of a line, without their quotation marks; a separator within those is part of its cell.
/// Empty cells at the end are left out. A space as the separator stands for any spaces.
pub fn cells(line: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    let is_end = move |c: char| {
        is_quoted ^= c == '"';
        !is_quoted && if separator == ' ' { c.is_whitespace() } else { c == separator }
    };
    let line = match separator {
        ' ' => line.trim(),
        _ => line.trim_end_matches(|c: char| c == separator || c.is_whitespace()),
    };
    let cells = line.split(is_end).map(|cell| cell.trim().trim_matches('"').trim());
    cells.filter(move |cell| separator != ' ' || !cell.is_empty())
}

fn has_inside(line: &str, separator: char) -> bool {
    cells(line, separator).nth(1).is_some()
}

/// Whether the first two columns are numbers.
fn begins_with_numbers(line: &str, separator: char) -> bool {
    let mut numbers = cells(line, separator).map(|cell| number(cell).is_some());
    numbers.next() == Some(true) && numbers.next() == Some(true)
}

/// Whether a first line has names instead of numbers.
fn is_head(line: &str) -> bool {
    let separators: &[char] = if line.contains(['\t', ';', ',']) { &['\t', ';', ','] } else { &[' '] };
    let mut names = line.split(separators).map(|name| name.trim().trim_matches('"').trim());
    names.clone().any(|name| !name.is_empty()) && names.all(|name| number(name).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_decides_on_the_layout() {
        use Layout::{Lines as L, Link};
        for (text, counts, layout, is_ambiguous) in [
            ("1,2;3,4", &[2, 3][..], Link, true),
            ("0,5;1,25", &[2, 3], Link, true),
            ("0.5,1.25;2,3", &[2, 3], Link, false),
            ("1,2;3", &[2, 3], Link, false),
            ("1,2", &[2, 3], Link, false),
            ("1,2,3", &[2, 3], Link, false),
            ("1,2;", &[2, 3], Link, false),
            ("0.5;1.25", &[2, 3], L(';'), false),
            ("0,5;1,25;0,5;1", &[4, 6], L(';'), false),
            ("0,5;1,25\n2,5;3,75", &[2, 3], L(';'), true),
            ("x;y\n0,5;1,25", &[2, 3], L(';'), false),
            ("0,5;1,25;a\n2,5;3,75;b", &[2, 3], L(';'), false),
            ("y;name;x\n1,25;a;0,5\n3;b;-2", &[2, 3], L(';'), false),
            ("x,name,y\n1 000,a,0.5", &[2, 3], L(','), false),
            ("0.5,1.25;2.5,3\n1.5,2;3.5,4", &[2, 3], Link, false),
            ("0.5,1.25;\n2.5,3.75;\n", &[2, 3], L(','), false),
            ("1,2\n3,4", &[2, 3], L(','), false),
            ("a,b\n1,2", &[2, 3], L(','), false),
            ("1, 2\n3, 4", &[2, 3], L(','), false),
            ("\"0,5\",\"1,25\"\n\"1\",\"2\"", &[2, 3], L(','), false),
            ("0,5\t1,25", &[2, 3], L('\t'), false),
            ("0.5 1.25\n2.5 3.75", &[2, 3], L(' '), false),
            ("  0.5   1.25\n  2.5 -3.75  ", &[2, 3], L(' '), false),
            ("0,5 1,25", &[2, 3], L(' '), true),
            ("", &[2, 3], Link, false),
        ] {
            let lines = Lines::of(text, counts);
            assert_eq!(
                (lines.layout(), lines.is_ambiguous(layout) && !text.is_empty()),
                (layout, is_ambiguous),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_first_line_without_numbers_is_a_head_and_lines_keep_their_numbers() {
        let lines = Lines::of("\u{feff}# made by hand\r\n\r\nx;y\r\n1;2\r\n\r\n3;4\r\n", &[2]);
        assert_eq!((lines.head, lines.comments), (Some("x;y"), 1));
        assert_eq!(lines.body, [(4, "1;2"), (6, "3;4")]);
        assert_eq!(Lines::of("1,2\r3,4", &[2]).body.len(), 2);
        for (text, head) in
            [(",x,y\n0,1,2", Some(",x,y")), ("x 1;x 2\n1;2", Some("x 1;x 2")), ("a b\n1 2", Some("a b"))]
        {
            assert_eq!(Lines::of(text, &[2]).head, head);
        }
        for text in ["x,y", "1,a\n1,2", "2019;2020\n1;2", ";;\n1;2"] {
            assert_eq!(Lines::of(text, &[2]).head, None, "{text}");
        }
    }

    #[test]
    fn separators_within_quotation_marks_are_part_of_a_cell() {
        let found = |line, separator| cells(line, separator).collect::<Vec<_>>();
        assert_eq!(found("\"0,5\", \"1,25\" ,\"a, b\",", ','), ["0,5", "1,25", "a, b"]);
        assert_eq!(found("a;;b;;", ';'), ["a", "", "b"]);
        assert_eq!(found("\t1\t2", '\t'), ["", "1", "2"]);
        assert_eq!(found(" 1   2 ", ' '), ["1", "2"]);
    }
}
