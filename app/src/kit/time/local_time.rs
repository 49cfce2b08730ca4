//! Instants in the time of the place where the device is. Runs in the browser only: a server does not know the place.

use js_sys::Date as Instant;
use leptos::wasm_bindgen::JsValue;
use vitrine_ledger::Date;

use vitrine_presenter::words;

/// `3 Nov 2026, 14:05`.
pub fn exact(ms: u64) -> String {
    let at = instant(ms);
    let day = Date::new(at.get_full_year() as u16, at.get_month() as u8 + 1, at.get_date() as u8);
    format!("{}, {:02}:{:02}", day.map(words::date).unwrap_or_default(), at.get_hours(), at.get_minutes())
}

/// `14:05` of the day of `now_ms`, with the day where it was another one.
pub fn time_of_day(ms: u64, now_ms: u64) -> String {
    let (at, now) = (instant(ms), instant(now_ms));
    if at.to_date_string() == now.to_date_string() {
        return format!("{:02}:{:02}", at.get_hours(), at.get_minutes());
    }
    exact(ms)
}

/// `14:05:09`.
pub fn second(ms: u64) -> String {
    let at = instant(ms);
    format!("{:02}:{:02}:{:02}", at.get_hours(), at.get_minutes(), at.get_seconds())
}

/// The instant in ISO 8601, for the attribute `datetime`.
pub fn iso(ms: u64) -> String {
    instant(ms).to_iso_string().into()
}

/// When a day begins here, or the one `later` days after it.
pub fn begins_ms(day: Date, later: i32) -> u64 {
    let (year, month) = (u32::from(day.year()), i32::from(day.month()) - 1);
    let midnight = Instant::new_with_year_month_day(year, month, i32::from(day.day()) + later);
    midnight.get_time().max(0.0) as u64
}

fn instant(ms: u64) -> Instant {
    Instant::new(&JsValue::from_f64(ms as f64))
}
