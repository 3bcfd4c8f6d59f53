use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use super::PolicyError;

/// A day of the calendar, in UTC: what decides whether an exception still holds.
///
/// ```
/// use guardrails_core::Date;
/// let end: Date = "2026-12-31".parse()?;
/// assert!(end > "2026-11-30".parse()?);
/// assert!("2026-02-30".parse::<Date>().is_err());
/// # Ok::<(), guardrails_core::PolicyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// The days of a cycle of the Gregorian calendar: 400 years.
const CYCLE: u64 = 146_097;

/// The days from 0000-03-01 to 1970-01-01.
const EPOCH: u64 = 719_468;

impl Date {
    /// The system's day.
    pub fn today() -> Self {
        // A clock before 1970 is wrong, and a day on which nothing has expired yet would be the weaker guess.
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(u64::MAX / 1024, |since| since.as_secs());
        Self::of_day(seconds / 86_400)
    }

    /// The day so many days after 1970-01-01, by the rule of the Gregorian calendar. Years begin with March
    /// here, so that the day that comes and goes is the last of a year.
    fn of_day(days: u64) -> Self {
        let days = days.saturating_add(EPOCH);
        let (cycle, day) = (days / CYCLE, days % CYCLE);
        let leaps = (day / 1460).saturating_sub(day / 36_524).saturating_add(day / 146_096);
        let year = day.saturating_sub(leaps) / 365;
        let day = day.saturating_sub(before_year(year));
        let month = day.saturating_mul(5).saturating_add(2) / 153;
        let day = day.saturating_sub(before_month(month)).saturating_add(1);
        let (january, month) = if month < 10 { (0, month.saturating_add(3)) } else { (1, month.saturating_sub(9)) };
        let year = cycle.saturating_mul(400).saturating_add(year).saturating_add(january);
        Self {
            year: u16::try_from(year).unwrap_or(9999).min(9999),
            month: u8::try_from(month).unwrap_or(12),
            day: u8::try_from(day).unwrap_or(31),
        }
    }

    /// The number of the day, counted from 0000-03-01.
    fn number(self) -> u64 {
        let (year, month) = match self.month {
            1 | 2 => (u64::from(self.year).saturating_sub(1), u64::from(self.month).saturating_add(9)),
            month => (u64::from(self.year), u64::from(month).saturating_sub(3)),
        };
        let day = u64::from(self.day).saturating_sub(1);
        before_year(year).saturating_add(before_month(month)).saturating_add(day)
    }

    /// How many days from this one to a later one; 0 if it is not later.
    pub(crate) fn days_until(self, later: Self) -> u64 {
        later.number().saturating_sub(self.number())
    }
}

/// The days before a year that begins with March.
fn before_year(year: u64) -> u64 {
    let leaps = (year / 4).saturating_sub(year / 100).saturating_add(year / 400);
    year.saturating_mul(365).saturating_add(leaps)
}

/// The days before a month, counted from March.
fn before_month(month: u64) -> u64 {
    month.saturating_mul(153).saturating_add(2) / 5
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = PolicyError;

    fn from_str(s: &str) -> Result<Self, PolicyError> {
        let wrong = || PolicyError::new(format!("`{s}` is no date: expected YEAR-MONTH-DAY, such as 2026-12-31"));
        let mut parts = s.split('-');
        let mut part = |digits: usize| {
            let part = parts.next().filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))?;
            part.parse::<u16>().ok()
        };
        let (year, month, day) = (part(4), part(2), part(2));
        let (Some(year), Some(month), Some(day), None) = (year, month, day, parts.next()) else {
            return Err(wrong());
        };
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        match (u8::try_from(month), u8::try_from(day)) {
            (Ok(month), Ok(of_month)) if year > 0 && (1..=days).contains(&day) => {
                Ok(Self { year, month, day: of_month })
            }
            _ => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_as_the_calendar_does() {
        for (day, date) in [(0, "1970-01-01"), (11_016, "2000-02-29"), (20_454, "2026-01-01"), (47_540, "2100-02-28")] {
            assert_eq!(Date::of_day(day).to_string(), date);
            assert_eq!(date.parse::<Date>().unwrap().number(), day + EPOCH);
        }
        let mut before: Date = "1999-12-31".parse().unwrap();
        for day in 10_957..60_000 {
            let date = Date::of_day(day);
            assert_eq!(before.days_until(date), 1, "{date}");
            assert_eq!(date.to_string().parse(), Ok(date));
            before = date;
        }
        assert_eq!(before.days_until("2000-01-01".parse().unwrap()), 0);
        assert!(Date::today() > "2025-01-01".parse().unwrap());
    }

    #[test]
    fn what_is_no_day_is_no_date() {
        for wrong in [
            "",
            "2026",
            "2026-1-1",
            "2026-13-01",
            "2026-00-10",
            "2026-02-29",
            "2026-01-32",
            "2026-01-01T00:00",
            "+026-01-01",
            "2026-01-01-",
            "0000-01-01",
            "31-12-2026",
            "tomorrow",
        ] {
            assert!(wrong.parse::<Date>().is_err(), "{wrong}");
        }
        assert!("2024-02-29".parse::<Date>().is_ok());
    }
}
