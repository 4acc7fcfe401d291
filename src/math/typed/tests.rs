//! What is typed or pasted, and what is read of it.

use super::*;
use crate::math::text::Limit;

const POINTS: Wanted =
    Wanted { names: ["point", "points"], forms: &[&["x", "y"], &["x", "y", "weight"]], most: 10_000 };
const GAUSSIANS: Wanted = Wanted {
    names: ["component", "components"],
    forms: &[&["x", "y", "std", "weight"], &["x", "y", "std_x", "std_y", "angle", "weight"]],
    most: 64,
};

fn values(text: &str, wanted: &Wanted) -> Vec<Vec<f64>> {
    let table = super::read(text, wanted).unwrap_or_else(|error| panic!("{text:?}: {error}"));
    table.rows.into_iter().map(|row| row.values).collect()
}

fn said(text: &str) -> String {
    super::read(text, &POINTS).map_or_else(|error| panic!("{text:?}: {error}"), |table| table.reading.to_string())
}

#[test]
fn pasted_points_are_read_whatever_is_between_them() {
    let points = [vec![0.5, 1.25], vec![-2.0, 3.0]];
    for text in [
        "0.5,1.25;-2,3",
        " 0.5 , 1.25 ; \u{2212}2 , 3 ; ",
        "0.5,1.25;\n-2,3;\n",
        "0.5,1.25\n-2,3",
        "0.5, 1.25\r\n-2, 3\r\n",
        "0.5,1.25\r-2,3",
        "0,5;1,25\n-2;3",
        "0,5;1,25;\n-2;3;\n",
        "0.5;1.25\n-2;3",
        "0.5\t1.25\n-2\t3\n\n",
        "0,5\t1,25\n\u{2013}2\t3",
        "0.5 1.25\n-2 3",
        "  0,5   1,25\n  -2,0  3,0",
        "x,y\n0.5,1.25\n-2,3",
        "Größe;Breite\n0,5;1,25\n-2;3",
        "\u{feff}x\ty\n0,5\t1,25\n-2\t3",
        "# by hand\nx y\n0.5 1.25\n\n# more\n-2 3",
        "\"x\",\"y\"\n\"0,5\",\"1,25\"\n\"-2\",\"3\"",
        ",x,y\n0,0.5,1.25\n1,-2,3",
        "Name,X,Y\na,0.5,1.25\nb,-2,3",
        "y;name;x\n1,25;a;0,5\n3;b;-2",
    ] {
        assert_eq!(values(text, &POINTS), points, "{text:?}");
    }
    assert_eq!(values("1.234,5;0\n2.000;1", &POINTS), [[1234.5, 0.0], [2000.0, 1.0]]);
    assert_eq!(values("1,234.5\t0\n2,000\t1", &POINTS), [[1234.5, 0.0], [2000.0, 1.0]]);
    assert_eq!(values("1 234,5;0\n2\u{a0}000;1", &POINTS), [[1234.5, 0.0], [2000.0, 1.0]]);
    assert_eq!(values("0,5;1,25;0,5;1", &GAUSSIANS), [[0.5, 1.25, 0.5, 1.0]]);
    assert_eq!(values("x\ty\tstd\tweight\n0\t1\t0,5\t1", &GAUSSIANS), [[0.0, 1.0, 0.5, 1.0]]);
}

#[test]
fn what_was_read_is_said() {
    for (text, sentence) in [
        ("0.5,1.25;-2,3", "2 points."),
        ("1,2", "1 point."),
        ("0.5\t1.25", "1 point, 2 columns between tabs."),
        (
            "x;y\n0,5;1,25",
            "1 point, 2 columns between semicolons, decimal commas, columns chosen by the names in the header.",
        ),
        ("a b\n# c\n1 2\n3 4", "2 points, 2 columns between spaces, header skipped, 1 comment line skipped."),
        (
            ",x,y\n0,1,2\n1,3,4",
            "2 points, 3 columns between commas, columns chosen by the names in the header, 1 other column not used.",
        ),
        (
            "0.5,1,setosa\n2,3,virginica",
            "2 points, 3 columns between commas, third column read as labels, which are not used.",
        ),
        ("a,b,weight\n1,2,3", "1 point, 3 columns between commas, header skipped, third column read as weights."),
        (
            "height;weight;sex\n1,5;2;1",
            "1 point, 3 columns between semicolons, decimal commas, header skipped, third column read as labels, which are \
             not used.",
        ),
    ] {
        assert_eq!(said(text), sentence, "{text:?}");
    }
}

#[test]
fn what_could_mean_something_else_is_read_by_a_rule_that_is_said() {
    // One line is the form of links: two points.
    assert_eq!(values("0,5;1,25", &POINTS), [[0.0, 5.0], [1.0, 25.0]]);
    assert!(
        said("0,5;1,25").contains("if they are decimal commas of one point, write «0.5;1.25»"),
        "{}",
        said("0,5;1,25")
    );
    assert_eq!(values("0.5;1.25", &POINTS), [[0.5, 1.25]]);
    // In several lines every line is a point.
    assert_eq!(values("0,5;1,25\n2,5;3", &POINTS), [[0.5, 1.25], [2.5, 3.0]]);
    assert!(said("0,5;1,25\n2,5;3,5").contains("put every point into its own line"));
    assert_eq!(values("0,5 1,25", &POINTS), [[0.5, 1.25]]);
    assert!(said("0,5 1,25").contains("put every point into its own line"));
    // A comma with three digits behind it is a decimal comma, unless another cell shows that it is none.
    assert_eq!(values("1,234\t2", &POINTS), [[1.234, 2.0]]);
    assert!(said("1,234\t2").contains("if they group thousands, leave them out"));
    assert_eq!(values("1,234\t2.5", &POINTS), [[1234.0, 2.5]]);
    // A third column is labels if it has no fractions; in the form of links it is always weights.
    assert_eq!(values("1,2,0\n3,4,1", &POINTS), [[1.0, 2.0], [3.0, 4.0]]);
    assert!(said("1,2,0\n3,4,1").contains("name the third column weight"));
    assert_eq!(values("1,2,0.5\n3,4,1\n5,6", &POINTS), [vec![1.0, 2.0, 0.5], vec![3.0, 4.0, 1.0], vec![5.0, 6.0]]);
    assert!(said("1,2,0.5\n3,4,1").contains("name the third column label"));
    assert_eq!(values("1,2,5;3,4,6", &POINTS), [[1.0, 2.0, 5.0], [3.0, 4.0, 6.0]]);
}

#[test]
fn what_cannot_be_read_is_refused_with_line_and_value() {
    let long = format!("1,2\n3,{}", "x".repeat(1000));
    let wide = format!("{}\n1,2", "1,".repeat(300));
    let many = "1,2\n".repeat(10_001);
    let large = " ".repeat(Limit::LIST.bytes + 1);
    for (text, why) in [
        ("", "there are no points"),
        ("\n \n# nothing\n", "there are no points"),
        ("x,y\n1,2\n\n3,four", "line 4 has «four», which is not a number"),
        ("1;2\n3;", "line 2, «3;», must be 2 numbers"),
        ("1,2;3", "entry 2, «3», must be 2 numbers: x, y; or 3 numbers: x, y, weight"),
        ("1,2;;3,4", "entry 2, «»"),
        ("0,5\t1\n0,25\t1.5", "line 2 has «1.5», which is not a number with a decimal comma"),
        ("0.5\t1\n0.25\t1,55", "line 2 has «1,55», which is not a number with a decimal point"),
        ("1,NaN\n1,2", "line 1 has «NaN»"),
        (
            "5.1,3.5,1.4,0.2,a\n4.9,3,1.4,0.2,b",
            "the table has 5 columns, and line 1, «5.1,3.5,1.4,0.2,a», must be 2 numbers",
        ),
        ("1\n2\n3", "the table has 1 column, and line 1, «1»"),
        ("1,2,0.5\n3,4,o.7\n5,6,0.25", "line 2 has «o.7»"),
        (&wide, "more than 256 columns"),
        (&many, "there are 10001 points; 10000 are the most"),
        (&large, "the list has 4194305 bytes; 4194304 are the most"),
    ] {
        let error = super::read(text, &POINTS).unwrap_err();
        assert!(error.contains(why), "{why}: {error}");
    }
    let error = super::read(&long, &POINTS).unwrap_err();
    assert_eq!(error, format!("line 2 has «{}…», which is not a number", "x".repeat(79)));
}
