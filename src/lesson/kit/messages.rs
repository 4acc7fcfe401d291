//! The names of a lesson's messages, and the paragraphs of a text.

use super::{Block, Lesson, Question};

/// A paragraph of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paragraph {
    Words(String),
    /// The name of a block: a line of its own in angle brackets, `<jump>`.
    Block(String),
}

/// The paragraphs of a text, which empty lines separate.
pub fn paragraphs(text: &str) -> Vec<Paragraph> {
    let named = |part: &str| Some(part.strip_prefix('<')?.strip_suffix('>')?.to_owned());
    let paragraph = |part: &str| named(part).map_or_else(|| Paragraph::Words(part.to_owned()), Paragraph::Block);
    text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(paragraph).collect()
}

impl Lesson {
    /// The names of all messages that its file must have, and no others but `notes`.
    pub fn message_names(&self) -> Vec<String> {
        let mut names: Vec<String> = ["title", "claim"].map(str::to_owned).into();
        for step in self.steps {
            let id = step.id;
            names.extend([format!("{id}-title"), id.to_owned()]);
            match &step.ask {
                None => {}
                Some(Question::Choice { of, .. }) => {
                    names.push(format!("{id}-question"));
                    names.extend((1..=*of).flat_map(|k| [format!("{id}-choice-{k}"), format!("{id}-answer-{k}")]));
                }
                Some(Question::Number(_)) => {
                    names.extend(["question", "answer", "least", "most"].map(|part| format!("{id}-{part}")));
                }
                Some(Question::Point(_) | Question::Drawing(_)) => {
                    names.extend(["question", "answer"].map(|part| format!("{id}-{part}")))
                }
            }
        }
        for (name, block) in self.blocks {
            match block {
                Block::Formula(formula) => {
                    names.push(format!("formula-{name}"));
                    names.extend(formula.symbols.iter().map(|symbol| format!("symbol-{}", symbol.id)));
                    names.extend(formula.terms.iter().map(|term| format!("term-{}", term.id)));
                }
                Block::Paper(_) => names.push(format!("paper-{name}")),
                Block::View(_) => {}
            }
        }
        names.extend(self.claims.iter().map(|claim| format!("claim-{}", claim.id)));
        names.sort();
        names.dedup();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_in_angle_brackets_is_a_block() {
        let words = |text: &str| Paragraph::Words(text.to_owned());
        let text = "One\nand a half.\n\n<jump>\n\n<two> words.";
        let found = paragraphs(text);
        assert_eq!(found, [words("One\nand a half."), Paragraph::Block("jump".to_owned()), words("<two> words.")]);
        assert_eq!(paragraphs(""), []);
    }
}
