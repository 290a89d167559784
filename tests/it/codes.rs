//! One reader of codes, at every place where codes are typed.

use tripole::sources::{CodeReader, chosen_categories};
use tripole::table::{Bloc, Concordance};
use tripole::{Demand, Error, Index, Partition, RegionId, Result};

use crate::cli::ok;

/// Regions under codes of three kinds, sectors of WIOD 2013 and one more.
fn index() -> Index {
    let regions = ["DEU", "FR", "PRC", "ROM", "USA", "Europe"];
    let sectors = ["c1", "c3", "c14", "c15", "c17", "X-1"];
    Index::new(regions.iter().flat_map(|r| sectors.iter().map(move |s| (*r, *s)))).unwrap()
}

fn blocs() -> Vec<Bloc> {
    let bloc = |name: &str, codes: &[&str]| Bloc {
        name: name.to_owned(),
        codes: codes.iter().map(|code| (*code).to_owned()).collect(),
    };
    vec![bloc("Asia", &["CHN", "JPN"]), bloc("West", &["USA", "FRA"]), bloc("Nowhere", &["BRA"])]
}

/// What a list of regions, then of sectors, stands for, or why it stands for nothing.
struct Fixture {
    index: Index,
    partition: Partition,
    blocs: Vec<Bloc>,
    lists: Vec<(String, Vec<RegionId>)>,
}

impl Fixture {
    fn new(groups: &[&str]) -> Self {
        let index = index();
        let group = |text: &&str| tripole::sources::group(&index, text).unwrap();
        let groups: Vec<_> = groups.iter().map(group).collect();
        let partition = Partition::new(&index, &groups).unwrap();
        let lists = vec![("Partners".to_owned(), vec![index.find_region("ROM").unwrap()])];
        Fixture { index, partition, blocs: blocs(), lists }
    }

    fn codes(&self) -> CodeReader<'_> {
        let codes = CodeReader::new(&self.partition);
        codes.with_blocs(&self.blocs).with_lists(&self.lists)
    }

    fn regions(&self, text: &str) -> Result<String> {
        let found = self.codes().regions(&[text])?;
        Ok(found.iter().map(|r| self.index.region(*r)).collect::<Vec<_>>().join(" "))
    }

    fn economies(&self, text: &str) -> Result<String> {
        let found = self.codes().economies(&[text])?.into_iter();
        Ok(found.map(|id| self.partition.economy(id).name.clone()).collect::<Vec<_>>().join(" "))
    }

    fn sectors(&self, text: &str) -> Result<String> {
        let found = self.codes().sectors(&[text])?;
        Ok(found.iter().map(|s| self.index.sector(*s)).collect::<Vec<_>>().join(" "))
    }

    fn cells(&self, text: &str) -> Result<String> {
        let found = self.codes().cells(&[text])?.into_iter();
        let labels = found.map(|id| self.partition.cell_label(&self.index, id));
        Ok(labels.collect::<Vec<_>>().join(" "))
    }
}

/// The error and its hint.
fn refused(result: Result<String>) -> String {
    let error = result.unwrap_err();
    format!("{error}; {}", error.hint().unwrap_or_default())
}

#[test]
fn regions_in_every_spelling() {
    let fixture = Fixture::new(&[]);
    for (typed, expected) in [
        ("DEU", "DEU"),
        ("DE", "DEU"),
        ("GER", "DEU"),
        ("deu", "DEU"),
        ("Germany", "DEU"),
        ("GERMANY", "DEU"),
        ("FRA", "FR"),
        ("China", "PRC"),
        ("ROU", "ROM"),
        ("united states of america", "USA"),
        (" USA , FR,DEU ", "USA FR DEU"),
        ("USA,usa,United States", "USA"),
        ("Asia", "PRC"),
        ("west", "FR USA"),
        ("Partners", "ROM"),
        ("partners", "ROM"),
        ("all", "DEU FR PRC ROM USA Europe"),
        ("All", "DEU FR PRC ROM USA Europe"),
        // A code of the table, not a part of the world.
        ("Europe", "Europe"),
    ] {
        assert_eq!(fixture.regions(typed).unwrap(), expected, "{typed}");
    }
}

#[test]
fn sectors_in_every_spelling() {
    let fixture = Fixture::new(&[]);
    for (typed, expected) in [
        ("c14", "c14"),
        ("C14", "c14"),
        ("Electrical and Optical Equipment", "c14"),
        ("food, beverages and tobacco", "c3"),
        ("Food, Beverages and Tobacco,c17", "c3 c17"),
        ("c17, c1", "c17 c1"),
        ("c3-c15", "c3 c14 c15"),
        ("C3 - C15", "c3 c14 c15"),
        ("X-1", "X-1"),
        ("c17-X-1", "c17 X-1"),
        ("electronics", "c14"),
        ("Vehicles", "c15"),
        ("manufactures", "c3 c14 c15"),
        ("electronics,c1", "c14 c1"),
        ("all", "c1 c3 c14 c15 c17 X-1"),
    ] {
        assert_eq!(fixture.sectors(typed).unwrap(), expected, "{typed}");
    }
}

#[test]
fn cells_in_every_spelling() {
    let fixture = Fixture::new(&["EU=DEU,FR,ROM"]);
    for (typed, expected) in [
        ("PRC:c14", "PRC:c14"),
        ("china : electronics", "PRC:c14"),
        ("EU:c14,USA:c1", "EU:c14 USA:c1"),
        ("USA:c3-c15", "USA:c3 USA:c14 USA:c15"),
        ("c1", "`c1` is not of the form REGION:SECTOR"),
        ("West:c1", "`FR` is part of `EU`"),
    ] {
        match fixture.cells(typed) {
            Ok(found) => assert_eq!(found, expected, "{typed}"),
            Err(error) => assert!(error.to_string().starts_with(expected), "{typed}: {error}"),
        }
    }
    let codes = fixture.codes();
    let everywhere = codes.products(&["c1"]).unwrap();
    assert_eq!(everywhere, codes.cells(&["EU:c1,PRC:c1,USA:c1,Europe:c1"]).unwrap());
    assert_eq!(codes.chosen_cells(&["all"]).unwrap(), []);
    assert!(matches!(codes.cells(&["USA:"]), Err(Error::Code { .. })));
}

/// Groups are typed once and act as one economy wherever all of them is meant.
#[test]
fn groups_and_their_parts() {
    let fixture = Fixture::new(&["EU=germany, FRA,RO", "G2=PRC,USA"]);
    assert_eq!(fixture.partition.names(), ["EU", "G2", "Europe"]);
    assert_eq!(fixture.economies("eu").unwrap(), "EU");
    assert_eq!(fixture.economies("FR,DEU,ROM").unwrap(), "EU");
    assert_eq!(
        refused(fixture.economies("Germany")),
        "`DEU` is part of `EU`, which acts as one economy here; name the whole of `EU`, which is a group \
         of `group`, a bloc named here, or a country in parts"
    );
    // Beside the whole, a part would be lost in it.
    for beside in ["EU,Germany", "FR,eu", "DEU,FR,ROM,EU,USA,PRC,DE"] {
        assert!(refused(fixture.economies(beside)).contains("is part of `EU`"), "{beside}");
    }
    assert_eq!(fixture.economies("EU,eu,G2").unwrap(), "EU G2");
    let group = |text: &str| tripole::sources::group(&index(), text);
    assert_eq!(group(" A = USA , c1").unwrap_err().to_string(), "unknown region `c1`");
    assert!(matches!(group("USA,FR"), Err(Error::Group { .. })));
    assert!(matches!(group("A= ,"), Err(Error::Group { .. })));
}

/// Nothing is guessed, and what was probably meant is said.
#[test]
fn what_is_refused() {
    let fixture = Fixture::new(&[]);
    let upper = Index::new([("aaa", "x"), ("AAA", "x"), ("AAA", "X")]).unwrap();
    let partition = Partition::regions(&upper);
    let codes = CodeReader::new(&partition);
    let names = |error: Error| format!("{error}; {}", error.hint().unwrap_or_default());
    assert_eq!(codes.regions(&["AAA"]).unwrap().len(), 1);
    for (said, expected) in [
        (
            names(codes.regions(&["Aaa"]).unwrap_err()),
            "`Aaa` may mean `aaa`, `AAA`; write it as it stands in the table",
        ),
        (
            names(codes.region("all").unwrap_err()),
            "`all` stands for several regions, expected one; name a region by its code",
        ),
        (
            refused(fixture.regions("UST")),
            "unknown region or bloc `UST`; a similar code exists: `USA`",
        ),
        (
            refused(fixture.regions("Germny")),
            "unknown region or bloc `Germny`; a similar code exists: `Germany`",
        ),
        (
            refused(fixture.regions("Wesst")),
            "unknown region or bloc `Wesst`; a similar code exists: `West`",
        ),
        (
            refused(fixture.regions("Norway")),
            "Norway is no region of this table; an overview lists the regions of the table",
        ),
        (
            refused(fixture.regions("Nowhere")),
            "the bloc `Nowhere` has no region of this table; an overview lists the regions of the table",
        ),
        (refused(fixture.regions(" , ")), "an empty list; "),
        (refused(fixture.sectors("c144")), "unknown sector `c144`; a similar code exists: `c14`"),
        (
            refused(fixture.sectors("electronic")),
            "unknown sector `electronic`; a similar code exists: `electronics`",
        ),
        (
            refused(fixture.sectors("c15-c3")),
            "the range `c15-c3` runs backwards: the table has its sectors in the other order; ",
        ),
        (
            refused(fixture.sectors("chemicals")),
            "no sector of this table is `chemicals` alone; name the sectors by their codes, or as a range `c3-c16`",
        ),
        (refused(fixture.cells("USA:c2")), "unknown sector `c2`; similar codes exist: `c1`, `c3`"),
    ] {
        assert_eq!(said, expected);
    }
    let twice = Index::new([("ROM", "x"), ("ROU", "x")]).unwrap();
    let partition = Partition::regions(&twice);
    for typed in ["RO", "Romania"] {
        let error = CodeReader::new(&partition).regions(&[typed]).unwrap_err();
        assert_eq!(error.to_string(), format!("`{typed}` may mean `ROU`, `ROM`"));
    }
    let plain = codes.sectors(&["goods"]).unwrap_err().to_string();
    assert!(plain.contains("its codes are of no known source"), "{plain}");
}

/// A code of the table goes before every other meaning.
#[test]
fn a_code_of_the_table_wins() {
    let index =
        Index::new([("all", "goods"), ("all", "c3"), ("DE", "goods"), ("DE", "c3")]).unwrap();
    let partition = Partition::regions(&index);
    let codes = CodeReader::new(&partition);
    assert_eq!(codes.regions(&["all"]).unwrap(), [index.find_region("all").unwrap()]);
    assert_eq!(codes.chosen_economies(&["all"]).unwrap().len(), 1);
    assert_eq!(codes.sectors(&["goods"]).unwrap(), [index.find_sector("goods").unwrap()]);
    assert_eq!(codes.chosen_sectors(&["all"]).unwrap(), []);
    // Every region, or the one called so?
    let either = codes.chosen_economies(&["ALL"]).unwrap_err().to_string();
    assert!(either.contains("`ALL`"), "{either}");
}

#[test]
fn flows_maps_and_categories() {
    let fixture = Fixture::new(&[]);
    let codes = fixture.codes();
    let sales = |text| codes.sales(text).unwrap();
    assert_eq!(sales("PRC,DEU:c14>USA"), sales("china, germany : electronics > united states"));
    assert_eq!(sales("PRC>all"), sales("China:all>"));
    assert!(codes.sales("PRC>UST").is_err());

    let map = |pairs: &[(&str, &str)]| {
        let pairs = pairs.iter().map(|(code, group)| ((*code).to_owned(), (*group).to_owned()));
        Concordance::new(pairs.collect())
    };
    let read = codes.region_map(&map(&[("DE", "A"), ("ROM", "B"), ("ROU", "C"), ("NOR", "B")]));
    assert_eq!(read.unwrap(), map(&[("DEU", "A"), ("ROM", "B"), ("NOR", "B")]));
    let read = codes.sector_map(&map(&[("c3-c15", "MAN"), ("c14", "ELE"), ("c1", "AGR")]));
    assert_eq!(read.unwrap(), map(&[("c3", "MAN"), ("c15", "MAN"), ("c14", "ELE"), ("c1", "AGR")]));
    let twice = codes.sector_map(&map(&[("c3-c15", "MAN"), ("electronics", "ELE")]));
    assert_eq!(twice.unwrap_err().to_string(), "code `c14` is given twice, to `MAN` and to `ELE`");

    let columns = ["c37", "c41", "c42"].map(|category| (Some("USA"), category));
    let demand = Demand::new(&fixture.index, columns).unwrap();
    let of = |text: &str| {
        let found = chosen_categories(&demand, &[text])?.into_iter();
        Result::Ok(found.map(|id| demand.category(id).to_owned()).collect::<Vec<_>>().join(" "))
    };
    assert_eq!(of("C42, c37").unwrap(), "c42 c37");
    assert_eq!(of("Gross fixed capital formation").unwrap(), "c41");
    assert_eq!(of("all").unwrap(), "");
    assert!(of("c43").unwrap_err().to_string().contains("unknown final demand category `c43`"));
}

/// Commands with codes of the table, and the same in other words.
const ENTRY_POINTS: &[(&str, &str)] = &[
    (
        "trade --by pair-sector --exporter CHN --importer USA,DEU --sector ELE",
        "trade --by pair-sector --exporter china --importer us,germany --sector electronics",
    ),
    ("trade --by pair --exporter Europe", "trade --by pair --exporter europe"),
    ("va --origin DEU --destination FRA", "va --origin GER --destination france"),
    (
        "vax --by sector --exporter DEU --sector TRQ",
        "vax --by sector --exporter de --sector vehicles",
    ),
    (
        "exports --exporter DEU --importer USA --sector ELE",
        "exports --exporter Germany --importer us --sector electronics",
    ),
    (
        "exports --exporter DEU --origin USA --destination CHN",
        "exports --exporter de --origin us --destination cn",
    ),
    (
        "imports --importer USA --sector ELE,TRQ --origin CHN",
        "imports --importer us --sector electronics,vehicles --origin PRC",
    ),
    ("imports --flow CHN:ELE>USA", "imports --flow china:electronics>us"),
    (
        "tiva --reporter DEU --partner FRA --industry TRQ --services TRN,BUS",
        "tiva --reporter de --partner fr --industry trq --services trn-bus",
    ),
    ("bilateral --exporter CHN --importer USA", "bilateral --exporter cn --importer us"),
    (
        "participation --by region-sector --region MEX --sector ELE",
        "participation --by region-sector --region mexico --sector ele",
    ),
    ("participation --by bloc --region Europe", "participation --by bloc --region europe"),
    (
        "position --by region-sector --region JPN --sector MCH",
        "position --by region-sector --region Japan --sector machinery",
    ),
    ("linkages --region DEU --sector TRQ", "linkages --region ger --sector vehicles"),
    (
        "chains --by region-sector --family shares --region DEU --sector TRQ --products FOD,TEX",
        "chains --by region-sector --family shares --region de --sector trq --products FOD-TEX",
    ),
    ("rca --region CHN --sector ELE", "rca --region china --sector electronics"),
    (
        "apl --by region-sector --from CHN:ELE --to USA:TRQ",
        "apl --by region-sector --from china:electronics --to us:trq",
    ),
    ("apl --by region --from CHN --to USA", "apl --by region --from cn --to us"),
    ("smile --chain CHN:ELE --region CHN", "smile --chain cn:ele --region china"),
    (
        "gvc-income --products ELE,DEU:TRQ --region DEU",
        "gvc-income --products electronics,germany:vehicles --region de",
    ),
    ("multipliers --region MEX --sector ELE", "multipliers --region mx --sector ele"),
    (
        "reer --region MEX --group EA=DEU,FRA,ITA",
        "reer --region mexico --group EA=Germany,France,Italy",
    ),
    ("extract --region CHN --cell USA:ELE", "extract --region china --cell us:electronics"),
    ("extract --bloc Asia-Pacific --kind exports", "extract --bloc asia-pacific --kind exports"),
    ("extract --sector ELE", "extract --sector electronics"),
    ("tariff @exact.toml --category c37,c38,c39", "tariff @other.toml --category C37,c38,C39"),
    (
        "tariff @exact.toml --by pair-sector --importer USA",
        "tariff @other.toml --by pair-sector --importer us",
    ),
    (
        "tariff @exact.toml --model armington --elasticities @exact.csv",
        "tariff @other.toml --model armington --elasticities @other.csv",
    ),
    ("scenario builtin:chip-embargo --region CHN", "scenario builtin:chip-embargo --region china"),
    (
        "compare --family upgrading --knowledge CHM,MCH,ELE,TRQ,BUS",
        "compare --family upgrading --knowledge chemicals,Machinery,electronics,vehicles,bus",
    ),
    ("imports --perimeter @exact_sales.csv", "imports --perimeter @other_sales.csv"),
];

/// Every option that takes codes reads the second spelling as it reads the first.
#[test]
fn options_read_every_spelling() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
    };
    let scenario = |name: &str, importer: &str, exporter: &str, sectors: &str| {
        let text = format!(
            "name = \"x\"\n[[tariff]]\nimporter = {importer}\nexporter = {exporter}\nsectors = {sectors}\nrate = 0.1\n"
        );
        file(name, &text);
    };
    scenario("exact.toml", "\"USA\"", "[\"CHN\", \"DEU\"]", "[\"ELE\", \"TRQ\"]");
    scenario("other.toml", "\"us\"", "[\" China \", \"germany\"]", "[\"electronics\", \"trq\"]");
    file("exact.csv", "sector,elasticity\nELE,3\n");
    file("other.csv", "sector,elasticity\nelectronics,3\n");
    file("exact_sales.csv", "sellers,sectors,buyers\nCHN,ELE,USA\n");
    file("other_sales.csv", "sellers,sectors,buyers\nPRC,electronics,us\n");
    for (exact, other) in ENTRY_POINTS {
        let run = |line: &str| {
            let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
            let word = |word: &str| word.strip_prefix('@').map_or(word.to_owned(), path);
            let words: Vec<String> = line.split(' ').chain(["--quiet"]).map(word).collect();
            ok(&words.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let expected = run(exact);
        assert!(expected.lines().count() > 1, "{exact}: {expected}");
        assert_eq!(run(other), expected, "{other}");
    }
}
