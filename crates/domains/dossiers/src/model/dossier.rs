//! The record of a dossier and of its open work.

use calendar::{Calendar, CalendarError, Clock, LimitUnit};
use kernel::{Error, Result, Timestamp};
use organisation::{QueueId, Snapshot, UnitId};
use uuid::Uuid;

use super::{DossierId, State, TaskId, moved_promise, within};

macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The code in database, API and forms.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The value of a code.
            pub fn parse(code: &str) -> Result<Self> {
                match code {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(Error::internal(concat!("unknown code of ", stringify!($name)))),
                }
            }
        }
    };
}

codes!(
    /// For whom the applicant applies.
    Behalf {
        /// For themselves.
        Own = "self",
        /// For their child.
        Child = "child",
        /// For another person.
        Other = "other",
        /// For an organisation.
        Organisation = "organisation",
    }
);
codes!(
    /// How a dossier came in (fact 2.67).
    Channel {
        /// Over the portal.
        Online = "online",
        /// At the counter.
        Counter = "counter",
        /// By public post.
        Post = "post",
    }
);

impl Channel {
    /// The way of filing as procedures name it.
    pub fn filed(self) -> procedures::Channel {
        match self {
            Self::Online => procedures::Channel::Online,
            Self::Counter => procedures::Channel::Direct,
            Self::Post => procedures::Channel::Post,
        }
    }
}

codes!(
    /// Whether fees are paid; apart from the business state (fact 2.40).
    PaymentState {
        /// Nothing to pay.
        None = "none",
        /// A payment is awaited.
        Due = "due",
        /// All is paid.
        Paid = "paid",
        /// Money was given back.
        Refunded = "refunded",
    }
);
codes!(
    /// How the applicant wants the result.
    DeliveryWay {
        /// Only the electronic result.
        Electronic = "electronic",
        /// Paper at the counter.
        Counter = "counter",
        /// Paper by public post.
        Post = "post",
    }
);
codes!(
    /// How far the delivery of the result is.
    DeliveryState {
        /// No result yet.
        None = "none",
        /// Ready to be collected or sent.
        Ready = "ready",
        /// Delivered, with proof.
        Delivered = "delivered",
    }
);
codes!(
    /// Kind of a piece of work.
    TaskKind {
        /// A step of the process.
        Step = "step",
        /// An opinion of another unit.
        Opinion = "opinion",
    }
);

/// A dossier as stored, without personal values.
#[derive(Clone, Debug, PartialEq)]
pub struct Dossier {
    /// Where its rows are placed.
    pub home: Uuid,
    /// Its id.
    pub id: DossierId,
    /// Counts its changes.
    pub version: i64,
    /// `T-` and ten base32 letters, given when it is submitted.
    pub reference: String,
    /// The dossier code (fact 2.42), given when it is accepted; never changes (fact 2.20).
    pub code: Option<String>,
    /// The version of the procedure it runs under to its end.
    pub procedure_version: Uuid,
    /// Code of the procedure.
    pub procedure: String,
    /// The account that follows it; none for a dossier of the counter without one.
    pub account: Option<Uuid>,
    /// Whose personal values it holds.
    pub subject: Uuid,
    /// For whom.
    pub behalf: Behalf,
    /// How it came in.
    pub channel: Channel,
    /// Receiving place (fact 2.06).
    pub receiving: UnitId,
    /// Competent agency (fact 2.06).
    pub competent: UnitId,
    /// The agency that continues after a reorganisation (fact 8.12).
    pub continuing: Option<UnitId>,
    /// Business state.
    pub state: State,
    /// The state to go back to from 5, 6 or 7.
    pub state_before: Option<State>,
    /// Code of the current step of the process.
    pub step: String,
    /// Payment state.
    pub payment: PaymentState,
    /// How the result is wanted.
    pub delivery_way: DeliveryWay,
    /// Delivery state.
    pub delivery: DeliveryState,
    /// Whether the procedure is offered online, for the online rate.
    pub offered_online: bool,
    /// When the system received it (facts 2.14, N09).
    pub submitted_at: Timestamp,
    /// When it was accepted.
    pub received_at: Option<Timestamp>,
    /// By when the agency must answer an online filing (fact 2.18).
    pub answer_due_at: Timestamp,
    /// When it answered: accepted, refused or asked for a supplement.
    pub answered_at: Option<Timestamp>,
    /// The limit's clock; meaningful once accepted.
    pub limit_unit: LimitUnit,
    /// See [`Clock::end`].
    pub clock_end: Timestamp,
    /// The promised end; none before acceptance. Never rewritten by a changed calendar.
    pub due_at: Option<Timestamp>,
    /// Since when the clock stands.
    pub paused_at: Option<Timestamp>,
    /// The date appointed anew (fact 2.37); it moves with the clock. Lateness is still judged by `due_at`.
    pub promised_at: Option<Timestamp>,
    /// Requests for supplement so far; a second one makes it late (fact 2.41).
    pub supplements: i64,
    /// Re-appointments so far, at most one (fact 2.37).
    pub reappointed: i64,
    /// End for the on-time index (fact 3.09).
    pub finished_at: Option<Timestamp>,
    /// Whether it was on time, once finished.
    pub on_time: Option<bool>,
    /// When nothing more can follow.
    pub closed_at: Option<Timestamp>,
    /// 1 to 5, when the applicant rated.
    pub rating: Option<i64>,
    /// Day number of the rating.
    pub rated_day: Option<i64>,
}

impl Dossier {
    /// The agency responsible today: the competent one, or who continues it by now (fact 8.12).
    pub fn responsible(&self, units: &Snapshot) -> UnitId {
        units.heir(self.continuing.unwrap_or(self.competent))
    }

    /// The clock of the whole limit; none before acceptance.
    pub fn clock(&self) -> Option<Clock> {
        self.due_at.map(|due| Clock { unit: self.limit_unit, end: self.clock_end, due, paused_at: self.paused_at })
    }

    /// Takes over a clock.
    pub fn set_clock(&mut self, clock: Clock) {
        self.limit_unit = clock.unit;
        self.clock_end = clock.end;
        self.due_at = Some(clock.due);
        self.paused_at = clock.paused_at;
    }

    /// The clock runs again from `at` on, and a date that was appointed anew moves with it.
    pub fn resume(&mut self, calendar: &Calendar, at: Timestamp) -> Result<(), CalendarError> {
        if let Some(clock) = self.clock().filter(|clock| clock.paused_at.is_some()) {
            if let Some(promised) = self.promised_at {
                self.promised_at = Some(moved_promise(calendar, clock, promised, at)?);
            }
            self.set_clock(clock.resume(calendar, at)?);
        }
        self.paused_at = None;
        Ok(())
    }

    /// Whether an end at `end` is on time (facts 3.10, 3.12): before the promised end and with one supplement at most.
    pub fn is_on_time(&self, end: Timestamp) -> bool {
        self.supplements < 2 && self.due_at.is_none_or(|due| end <= due)
    }

    /// The code, or the reference before there is one.
    pub fn shown_code(&self) -> &str {
        self.code.as_deref().unwrap_or(&self.reference)
    }
}

/// A piece of open or closed work.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// Its dossier.
    pub dossier: DossierId,
    /// Step or opinion.
    pub kind: TaskKind,
    /// Code of the step or opinion.
    pub step: String,
    /// The queue it hangs on.
    pub queue: QueueId,
    /// The officer it is assigned to.
    pub assignee: Option<Uuid>,
    /// Copy of the dossier's state, for counts.
    pub state: State,
    /// When it began.
    pub opened_at: Timestamp,
    /// Its own limit.
    pub clock: Clock,
    /// When it becomes due soon.
    pub soon_at: Timestamp,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
}

/// While the clock stands, work sorts behind everything that runs.
pub(crate) const FAR: i64 = 1 << 61;

impl Task {
    /// By what lists sort: the due instant, or the far end while the clock stands.
    pub fn sort_at(&self) -> i64 {
        if self.clock.paused_at.is_some() { FAR.saturating_add(self.clock.due.0) } else { self.clock.due.0 }
    }

    /// When it counts as due soon: never while the clock stands.
    pub fn stored_soon_at(&self) -> i64 {
        if self.clock.paused_at.is_some() { FAR } else { self.soon_at.0 }
    }

    /// Stops the task's clock; one that stands already stays.
    pub fn pause(&mut self, at: Timestamp) {
        if self.clock.paused_at.is_none() {
            self.clock.paused_at = Some(at);
        }
    }

    /// Lets the task's clock run again, inside the whole dossier's as it runs from `at` on.
    pub fn resume(&mut self, calendar: &Calendar, whole: Option<Clock>, at: Timestamp) -> Result<(), CalendarError> {
        if self.clock.paused_at.is_some() {
            self.clock = within(self.clock.resume(calendar, at)?, whole, at);
            self.soon_at = calendar.soon_at(self.opened_at, self.clock.due);
        }
        Ok(())
    }
}

/// An opinion that was asked of another unit (F15).
#[derive(Clone, Debug, PartialEq)]
pub struct Opinion {
    /// The task of the asked unit.
    pub task: TaskId,
    /// Code in the process, or `extra`.
    pub code: String,
    /// Who is asked.
    pub unit: UnitId,
    /// Whether the step may not go on without it.
    pub required: bool,
    /// By when; it moves with the clock of the task.
    pub due_at: Timestamp,
    /// When it was given.
    pub answered_at: Option<Timestamp>,
}
