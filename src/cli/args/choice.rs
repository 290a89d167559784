//! Options that take one word of a list: the names that the library gives.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use tripole::frame::Level;

/// One of these, by its name.
pub fn among<T: Copy + Send + Sync + 'static>(
    items: impl Into<Vec<T>>,
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    described(items, move |item| PossibleValue::new(name(item)))
}

/// One of the levels of a measure.
pub fn level(levels: impl Into<Vec<Level>>) -> impl TypedValueParser<Value = Level> {
    among(levels, Level::name)
}

/// One of the levels of a measure of trade. Its word for the sectors of every economy is `sector`.
pub fn level_of_trade(levels: &'static [Level]) -> impl TypedValueParser<Value = Level> {
    described(levels, |level| {
        let word = PossibleValue::new(word_of_trade(level));
        if level == Level::RegionSector { word.alias(level.name()) } else { word }
    })
}

/// What [`level_of_trade`] calls a level.
pub fn word_of_trade(level: Level) -> &'static str {
    if level == Level::RegionSector { Level::Sector.name() } else { level.name() }
}

/// One of these, each with what help says of it and with other words for it.
pub fn described<T: Copy + Send + Sync + 'static>(
    items: impl Into<Vec<T>>,
    value: impl Fn(T) -> PossibleValue,
) -> impl TypedValueParser<Value = T> {
    let items: Vec<(T, PossibleValue)> =
        items.into().into_iter().map(|item| (item, value(item))).collect();
    let values: Vec<PossibleValue> = items.iter().map(|(_, value)| value.clone()).collect();
    PossibleValuesParser::new(values).try_map(move |text| {
        let found = items.iter().find(|(_, value)| value.matches(&text, false));
        found.map(|(item, _)| *item).ok_or("no such word")
    })
}
