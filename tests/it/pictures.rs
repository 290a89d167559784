//! Pictures: every kind on two tables, its words and whether one covers another.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use sha2::{Digest, Sha256};
use tripole::frame::{Frame, Unit};
use tripole::picture::{Caption, Colours, Medium, PictureFormat, PictureKind, draw};
use ttf_parser::Face;

use crate::cli::{stderr, tripole};
use crate::support::shared;

/// Every kind: its name in the store, and its words; `@` is the table, `@0` one of an earlier year.
const KINDS: &[(&str, &str)] = &[
    ("smile", "smile @ --chain DEU:{vehicles}"),
    ("participation", "participation @"),
    ("participation_blocs", "participation @ --by bloc"),
    ("position", "position @"),
    ("position_sectors", "position @ --by region-sector --region DEU"),
    ("linkages", "linkages @ --region CHN"),
    ("waterfall", "waterfall @ --exporter DEU"),
    ("chord", "poles @"),
    ("sankey", "poles @ --as sankey"),
    ("shares", "shares @ --beside @0"),
    ("suppliers", "suppliers @"),
    ("hubs", "hubs @"),
    ("upgrading", "upgrading @ --since @0"),
    ("incidence", "incidence @ builtin:us-china-tariff-war"),
    ("incidence_ge", "incidence @ builtin:us-china-tariff-war --model ge"),
    (
        "incidence_sectors",
        "incidence @ builtin:us-china-tariff-war --by region-sector --region USA",
    ),
    ("before_after", "before-after @ builtin:china-plus-one --show value_added"),
    ("before_after_shares", "before-after @ builtin:us-china-tariff-war --family participation"),
    ("daily", "daily @ {outage} --days 60"),
    ("fan", "sweep @ seeds/sweeps/us-tariffs-on-china.toml"),
    ("tornado", "sweep @ seeds/sweeps/armington-elasticities.toml --as tornado"),
];

const OUTAGE: &str = "name = \"outage\"\n[[supply]]\nregion = \"CHN\"\nsectors = \"electronics\"\n\
    loss = 0.3\ndays = 20\n";

static FACES: LazyLock<[Face<'static>; 2]> = LazyLock::new(|| {
    let regular: &[u8] = include_bytes!("../../data/fonts/DejaVuSans.ttf");
    let bold: &[u8] = include_bytes!("../../data/fonts/DejaVuSans-Bold.ttf");
    [regular, bold].map(|bytes| Face::parse(bytes, 0).unwrap())
});

/// A text of a picture and the area that it covers.
struct Written {
    words: String,
    area: [f64; 4],
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(rest.split_once('"')?.0)
}

/// The texts of an SVG, and where they stand.
fn written(svg: &str) -> Vec<Written> {
    let mut found = vec![];
    for part in svg.split("<text").skip(1) {
        let (tag, rest) = part.split_once('>').unwrap();
        let words = rest.split_once("</text>").unwrap().0;
        let words = words.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">");
        let number = |name: &str| attribute(tag, name).unwrap().parse::<f64>().unwrap();
        let (x, y, size) = (number("x"), number("y"), number("font-size"));
        let face = &FACES[usize::from(tag.contains("font-weight=\"bold\""))];
        let advance = |letter: char| {
            let glyph = face.glyph_index(letter).unwrap_or_else(|| panic!("{letter} of {words}"));
            f64::from(face.glyph_hor_advance(glyph).unwrap()) / f64::from(face.units_per_em())
        };
        let wide = words.trim().chars().map(advance).sum::<f64>() * size;
        let left = match attribute(tag, "text-anchor").unwrap_or("start") {
            "middle" => -wide / 2.0,
            "end" => -wide,
            _ => 0.0,
        };
        // From the foot of letters to their height; what hangs below is thin.
        let (up, down) = (0.72 * size, 0.1 * size);
        let area = if tag.contains("rotate(-90") {
            [x - up, y - left - wide, x + down, y - left]
        } else {
            [x + left, y - up, x + left + wide, y + down]
        };
        if !words.trim().is_empty() {
            found.push(Written { words, area });
        }
    }
    found
}

fn overlap(a: [f64; 4], b: [f64; 4]) -> bool {
    let wide = a[2].min(b[2]) - a[0].max(b[0]);
    let high = a[3].min(b[3]) - a[1].max(b[1]);
    wide > 0.5 && high > 0.5
}

fn check(name: &str, svg: &str) {
    let size = |name: &str| -> f64 {
        let tag = svg.split_once("<svg").unwrap().1.split_once('>').unwrap().0;
        attribute(tag, name).unwrap().parse().unwrap()
    };
    let (width, height) = (size("width"), size("height"));
    assert!(svg.contains("<title>") && svg.contains("<desc>") && svg.contains("viewBox"), "{name}");
    assert!(!svg.contains("NaN") && !svg.contains("inf\""), "{name}");
    let all = written(svg);
    assert!(all.len() > 5, "{name}: {} texts", all.len());
    for (k, one) in all.iter().enumerate() {
        let [left, top, right, bottom] = one.area;
        let inside = left >= 0.0 && top >= 0.0 && right <= width && bottom <= height;
        assert!(inside, "{name}: `{}` leaves the picture: {:?}", one.words, one.area);
        for other in &all[k + 1..] {
            let covers = overlap(one.area, other.area);
            assert!(!covers, "{name}: `{}` covers `{}`", one.words, other.words);
        }
    }
    assert!(all.iter().any(|text| text.words.contains("; tripole ")), "{name}: no source");
}

/// What identifies a picture: its bytes but for the version.
fn digest(svg: &str) -> String {
    let known = svg.replace(concat!("tripole ", env!("CARGO_PKG_VERSION")), "tripole");
    let hash = Sha256::digest(known.as_bytes());
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn store() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/pictures.csv")
}

/// The two tables of each: their names, and the code of the sector of vehicles.
fn tables() -> Vec<(&'static str, String, String, &'static str)> {
    let builtin = |year: u16| format!("builtin:three-pole-{year}");
    let mut tables = vec![("three-pole", builtin(2011), builtin(1995), "TRQ")];
    if let Some(folder) = shared("data/wiod13") {
        let of =
            |year: u16| folder.join(format!("wiod13_{year}.csv.gz")).to_string_lossy().into_owned();
        tables.push(("wiod13", of(2011), of(1995), "c15"));
    }
    tables
}

#[test]
fn every_kind_of_picture_on_two_tables() {
    let folder = tempfile::tempdir().unwrap();
    let outage = folder.path().join("outage.toml");
    std::fs::write(&outage, OUTAGE).unwrap();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (table, path, earlier, vehicles) in tables() {
        for (name, words) in KINDS {
            let file = folder.path().join("picture.svg");
            let words =
                words.replace("{vehicles}", vehicles).replace("{outage}", outage.to_str().unwrap());
            let mut args: Vec<String> = vec!["plot".to_owned()];
            args.extend(words.split(' ').map(|word| match word {
                "@" => path.clone(),
                "@0" => earlier.clone(),
                word => word.to_owned(),
            }));
            args.extend(["-o".to_owned(), file.to_str().unwrap().to_owned()]);
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let output = tripole(&args);
            assert!(output.status.success(), "{table} {name}: {}", stderr(&output));
            let svg = std::fs::read_to_string(&file).unwrap();
            check(&format!("{table} {name}"), &svg);
            seen.insert(format!("{table},{name}"), digest(&svg));
        }
    }
    if std::env::var_os("TRIPOLE_FREEZE").is_some() {
        let lines =
            seen.iter().fold("table,picture,sha256\n".to_owned(), |mut text, (key, hash)| {
                writeln!(text, "{key},{hash}").unwrap();
                text
            });
        std::fs::write(store(), lines).unwrap();
    }
    let stored = std::fs::read_to_string(store()).unwrap();
    for line in stored.lines().skip(1) {
        let (key, hash) = line.rsplit_once(',').unwrap();
        let Some(found) = seen.get(key) else { continue };
        assert_eq!(found, hash, "{key} looks different; look at it, then TRIPOLE_FREEZE=1");
    }
    assert!(seen.keys().all(|key| stored.contains(&format!("{key},"))), "a picture has no line");
}

/// A frame with names that are no words of the language of pictures.
fn frame() -> Frame {
    Frame::new("position", 3)
        .with_text("region", &["A & B", "<c>", "US$ $x$"])
        .with_indicator("upstreamness", Unit::Ratio, vec![1.0, 1.5, f64::NAN])
        .with_indicator("downstreamness", Unit::Ratio, vec![2.0, 2.5, 3.0])
}

#[test]
fn letters_that_mean_something_to_svg_are_escaped() {
    let frame = frame().with_indicator("x", Unit::Ratio, vec![0.0; 3]);
    let caption =
        Caption { title: Some("5 < 6 & US$ 1 to US$ 2".to_owned()), ..Caption::default() };
    let svg = draw(PictureKind::Position, &[frame], &caption).unwrap().svg();
    for words in ["A &amp; B", "&lt;c&gt;", "5 &lt; 6 &amp; US$ 1 to US$ 2"] {
        assert!(svg.contains(&format!("{words}</text>")), "{words}: {svg}");
    }
    // Words that are shown where one points at a mark are as they are.
    assert!(svg.contains("<title>A &amp; B: ") && !svg.contains('\\'), "{svg}");
    // What is undefined is not drawn.
    assert!(!svg.contains("US$ $x$") && !svg.contains("NaN"));
}

#[test]
fn every_form_of_a_picture() {
    let picture = draw(PictureKind::Position, &[frame()], &Caption::default()).unwrap();
    let png = picture.bytes(PictureFormat::Png).unwrap();
    assert!(png.starts_with(b"\x89PNG"));
    // Words are drawn: without a font they would be left out in silence.
    let other = Caption { title: Some("Something else".to_owned()), ..Caption::default() };
    let other = draw(PictureKind::Position, &[frame()], &other).unwrap();
    assert_ne!(png, other.bytes(PictureFormat::Png).unwrap());
    assert_eq!(png, picture.bytes(PictureFormat::Png).unwrap());
    let pdf = picture.bytes(PictureFormat::Pdf).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf == picture.bytes(PictureFormat::Pdf).unwrap());
    let caption = Caption { medium: Medium::Terminal(80, 24), ..Caption::default() };
    let picture = draw(PictureKind::Position, &[frame()], &caption).unwrap();
    let text = picture.text(Colours::None);
    assert!(text.contains("Position in value chains") && !text.contains('\u{1b}'), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(picture.text(Colours::Shown).contains('\u{1b}'));
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    for (args, words) in [
        (vec!["position", "-o", "x.jpg"], "`.svg`, `.png`, `.pdf`"),
        (vec!["position", "--csv"], "`--data FILE` saves the numbers"),
        (vec!["before-after", "builtin:china-plus-one", "--show", "exprots"], "exports"),
        (vec!["position", "--indicator", "upstreamness"], "downstreamness"),
        (vec!["participation", "--top", "3"], "chooses and orders what it shows by itself"),
        (vec!["hubs", "--show", "va"], "always shows the same ones"),
        // What the picture would not tell apart.
        (vec!["waterfall", "--exporter", "DEU,USA"], "several of `exporter` (DEU, USA)"),
        (vec!["participation", "--by", "pair", "--region", "DEU"], "several of `partner`"),
        (vec!["smile", "--chain", "DEU:TRQ,CHN:ELE"], "several of `chain`"),
        (vec!["position", "--beside", "builtin:three-pole-1995"], "several of `year`"),
        (vec!["poles", "--beside", "builtin:three-pole-1995"], "several of `year`"),
        (vec!["incidence", "builtin:us-china-tariff-war", "--model", "all"], "several models"),
        // What sums and shares would be of a part.
        (vec!["hubs", "--origin", "MEX,TUR"], "it is of everybody"),
        (vec!["poles", "--by", "region"], "it has room for 12"),
    ] {
        let output = tripole(&[&["plot"], args.as_slice()].concat());
        assert_eq!(output.status.code(), Some(1), "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(words), "{args:?}: {}", stderr(&output));
    }
    // Slopes stand under the years of their tables, whichever was named first.
    let svg = at("u.svg");
    let ends = |table: &str, since: &str| {
        let output = tripole(&["plot", "upgrading", table, "--since", since, "-o", &svg]);
        assert!(output.status.success(), "{}", stderr(&output));
        let svg = std::fs::read_to_string(&svg).unwrap();
        let left = svg.find(">1995</text>").unwrap() < svg.find(">2011</text>").unwrap();
        let china = |held: &str| {
            let words = svg.split("<text").find(|it| it.contains("China") && it.contains(held));
            let words = words.unwrap().split_once('>').unwrap().1;
            words
                .split(|c: char| c != '.' && !c.is_ascii_digit())
                .find(|it| !it.is_empty())
                .unwrap()
                .to_owned()
        };
        let (first, second) = (china("text-anchor=\"end\""), china("text-anchor=\"start\""));
        if left { (first, second) } else { (second, first) }
    };
    let (early, late) = ("builtin:three-pole-1995", "builtin:three-pole-2011");
    assert_eq!(ends(late, early), ends(early, late));
    // The numbers of a picture beside it.
    let (svg, data) = (at("p.svg"), at("p.csv"));
    let output = tripole(&["plot", "participation", "-o", &svg, "--data", &data]);
    assert!(output.status.success(), "{}", stderr(&output));
    let printed = tripole(&["participation", "--csv"]).stdout;
    assert_eq!(std::fs::read(&data).unwrap(), printed);
}
