//! A gateway that moves no money. What becomes of a method or a charge follows from its number alone, so that each case can be
//! tried by hand. It remembers as long as the process runs.

pub mod notices;

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::NaiveDate;
use portico_shared::{
    Money, PaymentId, RefundId,
    payment_methods::{CardView, PaymentMethodType, PaypalView, RefusalReason},
};

use crate::{
    adapters::random::SystemRandom,
    auth::secrets::hex,
    config::Secret,
    ports::{
        Random,
        payment::{
            Account, AccountDetails, Action, Allowance, Begun, Capabilities, Charge, Charges, CheckError, Collecting,
            GatewayError, MethodKeeper, NewMethod, Notices, OtherRefund, Outcome, PaymentGateway, Refund,
            RefundOutcome, Refunds, Refusal, SetUp, Trace, masked_iban,
        },
    },
};

/// Methods whose reference begins with this are declined.
pub const DECLINED: &str = "declined";
/// The first answer is lost on the way, although the money was taken.
pub const LOST_ANSWER: &str = "lost_answer";
/// Never answers, and takes nothing.
pub const AWAY: &str = "away";
/// Goes on its way, and fails when it is looked for.
pub const FAILS_LATER: &str = "fails_later";
/// Goes on its way, and has come in when it is looked for.
pub const SUCCEEDS_LATER: &str = "succeeds_later";

/// Asks for its owner at each charge.
pub const ASKS: &str = "asks";

/// A number to try something with, and what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestNumber {
    pub number: &'static str,
    pub kind: PaymentMethodType,
    /// How the reference begins.
    prefix: &'static str,
    /// Refused when it is added.
    refused: Option<RefusalReason>,
}

const fn card(number: &'static str, prefix: &'static str, refused: Option<RefusalReason>) -> TestNumber {
    TestNumber {
        number,
        kind: PaymentMethodType::Card,
        prefix,
        refused,
    }
}

const fn account(number: &'static str, prefix: &'static str) -> TestNumber {
    TestNumber {
        number,
        kind: PaymentMethodType::SepaDebit,
        prefix,
        refused: None,
    }
}

/// All of them; docs/payments.md has the same table.
pub const NUMBERS: &[TestNumber] = &[
    card("4242424242424242", "fine", None),
    card("4000000000000002", "", Some(RefusalReason::Declined)),
    card("4000000000000069", "", Some(RefusalReason::Expired)),
    card("4000000000000341", DECLINED, None),
    card("4000000000000119", AWAY, None),
    card("4000000000000259", LOST_ANSWER, None),
    card("4000002760003184", ASKS, None),
    account("DE89370400440532013000", "fine"),
    account("AT611904300234573201", SUCCEEDS_LATER),
    account("DE62370400440532013001", FAILS_LATER),
    account("DE51370400440532013005", DECLINED),
];

#[derive(Debug, Clone)]
enum Setup {
    Open {
        kind: PaymentMethodType,
        return_url: String,
    },
    Done(SetUp),
}

/// What is asked on the gateway's own page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// The number of a method.
    Number(PaymentMethodType),
    /// Whether a payment is their own.
    Payment(Money),
}

#[derive(Debug, Clone)]
struct Question {
    attempt: PaymentId,
    amount: Money,
    return_url: String,
}

#[derive(Debug, Default)]
struct Memory {
    attempts: HashMap<PaymentId, Outcome>,
    amounts: HashMap<PaymentId, Money>,
    refunds: HashMap<RefundId, RefundOutcome>,
    setups: HashMap<String, Setup>,
    /// Methods by their references.
    forgotten: HashSet<String>,
    /// Payments that wait for their owner.
    questions: HashMap<String, Question>,
    /// Of the next call.
    lost: Option<Lost>,
}

/// What gets lost of a call, on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// Nothing is done.
    Call,
    /// It is done all the same.
    Answer,
}

#[derive(Debug)]
pub struct TestingGateway {
    memory: Mutex<Memory>,
    /// What it signs events with: another one in each life of the process.
    secret: Secret,
}

impl Default for TestingGateway {
    fn default() -> Self {
        let mut secret = [0; 32];
        SystemRandom.fill(&mut secret);
        Self {
            memory: Mutex::default(),
            secret: Secret::new(hex(&secret)),
        }
    }
}

impl TestingGateway {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next charge, or what else changes something or asks whether an event is genuine, has no answer.
    pub fn loses(&self, what: Lost) {
        self.memory().lost = Some(what);
    }

    /// Does what it is called for, but for what gets lost.
    fn called<T>(&self, act: impl FnOnce(&mut Memory) -> T) -> Result<T, GatewayError> {
        let mut memory = self.memory();
        let lost = memory.lost.take();
        if lost == Some(Lost::Call) {
            return Err(GatewayError("the call was lost".into()));
        }
        let answer = act(&mut memory);
        match lost {
            Some(_) => Err(GatewayError("the answer was lost".into())),
            None => Ok(answer),
        }
    }

    /// How many charges succeeded.
    pub fn taken(&self) -> usize {
        let taken = |outcome: &&Outcome| matches!(outcome, Outcome::Succeeded { .. });
        self.memory().attempts.values().filter(taken).count()
    }

    /// What they come to, in minor units of whatever currency.
    pub fn sum_taken(&self) -> i64 {
        let memory = self.memory();
        let taken = memory
            .attempts
            .iter()
            .filter(|(_, outcome)| matches!(outcome, Outcome::Succeeded { .. }));
        taken
            .filter_map(|(id, _)| memory.amounts.get(id))
            .map(|money| money.amount)
            .sum()
    }

    /// The customer's bank does not take what was given back.
    pub fn sends_back(&self, refund: RefundId) {
        let refused = RefundOutcome::Refused(refusal(RefusalReason::AccountClosed));
        self.memory().refunds.insert(refund, refused);
    }

    /// Whether it was told to forget a method.
    pub fn has_forgotten(&self, reference: &str) -> bool {
        self.memory().forgotten.contains(reference)
    }

    /// What somebody chose on the gateway's own page: a number, or to confirm a payment, or to break it off. Gives where they go on
    /// to; none when nothing waits there.
    pub fn choose(&self, setup: &str, number: Option<&str>) -> Option<String> {
        let mut memory = self.memory();
        if let Some(Question {
            attempt, return_url, ..
        }) = memory.questions.remove(setup)
        {
            let became = match number {
                Some(_) => Outcome::Succeeded {
                    reference: format!("test_{attempt}"),
                },
                None => Outcome::Declined(refusal(RefusalReason::AuthenticationRequired)),
            };
            memory.attempts.insert(attempt, became);
            return Some(return_url);
        }
        let Setup::Open { kind, return_url } = memory.setups.get(setup)?.clone() else {
            return None;
        };
        let became = match number {
            Some(number) => tried(kind, number, setup),
            None => SetUp::Failed(refusal(RefusalReason::Cancelled)),
        };
        memory.setups.insert(setup.to_owned(), Setup::Done(became));
        Some(return_url)
    }

    /// What is asked for on the gateway's own page, and where whoever was there goes on to.
    pub fn waiting(&self, setup: &str) -> Option<(Asked, String)> {
        let memory = self.memory();
        if let Some(Question { amount, return_url, .. }) = memory.questions.get(setup) {
            return Some((Asked::Payment(*amount), return_url.clone()));
        }
        match memory.setups.get(setup)? {
            Setup::Open { kind, return_url } => Some((Asked::Number(*kind), return_url.clone())),
            Setup::Done(_) => None,
        }
    }
}

fn refusal(reason: RefusalReason) -> Refusal {
    Refusal {
        reason,
        code: format!("test_{reason}"),
    }
}

/// What becomes of a method with this number.
pub fn tried(kind: PaymentMethodType, number: &str, seed: &str) -> SetUp {
    let number: String = number.chars().filter(|sign| !sign.is_whitespace()).collect();
    if kind == PaymentMethodType::Paypal {
        return ready(kind, "fine", &number, seed);
    }
    let known = NUMBERS.iter().find(|one| one.kind == kind && one.number == number);
    match known {
        Some(TestNumber {
            refused: Some(reason), ..
        }) => SetUp::Failed(refusal(*reason)),
        Some(known) => ready(kind, known.prefix, &number, seed),
        None => SetUp::Failed(refusal(RefusalReason::WrongData)),
    }
}

fn ready(kind: PaymentMethodType, prefix: &str, number: &str, seed: &str) -> SetUp {
    let last4 = number
        .get(number.len().saturating_sub(4)..)
        .unwrap_or_default()
        .to_owned();
    let (details, expires) = match kind {
        PaymentMethodType::SepaDebit => (
            AccountDetails::Sepa {
                iban: masked_iban(&number.chars().take(2).collect::<String>(), &last4),
                mandate_reference: Some(format!("TEST-{}", seed.chars().rev().take(8).collect::<String>())),
                holder: None,
            },
            None,
        ),
        PaymentMethodType::Paypal => (
            AccountDetails::Paypal(PaypalView {
                email: "buyer@example.com".into(),
                billing_agreement_id: format!("B-{}", seed.chars().rev().take(8).collect::<String>()),
            }),
            None,
        ),
        _ => (
            AccountDetails::Card(CardView {
                brand: "visa".into(),
                last4,
                exp_month: 12,
                exp_year: 2034,
                card_holder: None,
            }),
            NaiveDate::from_ymd_opt(2034, 12, 31),
        ),
    };
    SetUp::Ready(Box::new(Account {
        reference: format!("{prefix}_{seed}"),
        debtor: None,
        details,
        fingerprint: Some(format!("test_{number}")),
        expires,
    }))
}

#[async_trait::async_trait]
impl PaymentGateway for TestingGateway {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            types: &[
                PaymentMethodType::Card,
                PaymentMethodType::SepaDebit,
                PaymentMethodType::Paypal,
            ],
            collects: Collecting::Charge,
            refunds: true,
            notifies: true,
        }
    }

    async fn check(&self) -> Result<(), CheckError> {
        Ok(())
    }

    fn methods(&self) -> Option<&dyn MethodKeeper> {
        Some(self)
    }

    fn charges(&self) -> Option<&dyn Charges> {
        Some(self)
    }

    fn refunds(&self) -> Option<&dyn Refunds> {
        Some(self)
    }

    fn notices(&self) -> Option<&dyn Notices> {
        Some(self)
    }
}

#[async_trait::async_trait]
impl MethodKeeper for TestingGateway {
    async fn begin(&self, new: &NewMethod) -> Result<Begun, GatewayError> {
        let setup = format!("test_{}", new.id);
        let open = Setup::Open {
            kind: new.kind,
            return_url: new.return_url.clone(),
        };
        self.memory().setups.entry(setup.clone()).or_insert(open);
        Ok(Begun {
            action: page(&setup),
            setup,
            debtor: None,
        })
    }

    async fn look(&self, setup: &str) -> Result<SetUp, GatewayError> {
        Ok(match self.memory().setups.get(setup) {
            Some(Setup::Open { .. }) => SetUp::Waiting(page(setup)),
            Some(Setup::Done(became)) => became.clone(),
            // It began in another life of the process.
            None => SetUp::Failed(refusal(RefusalReason::Cancelled)),
        })
    }

    async fn call_off(&self, setup: &str) -> Result<SetUp, GatewayError> {
        self.called(|memory| {
            if let Some(known) = memory.setups.get_mut(setup)
                && matches!(known, Setup::Open { .. })
            {
                *known = Setup::Done(SetUp::Failed(refusal(RefusalReason::Cancelled)));
            }
        })?;
        self.look(setup).await
    }

    async fn knows(&self, _: &Trace) -> Result<bool, CheckError> {
        Ok(true)
    }

    async fn fetch(&self, reference: &str) -> Result<Option<Account>, GatewayError> {
        if self.has_forgotten(reference) {
            return Ok(None);
        }
        let known = self.memory().setups.values().find_map(|setup| match setup {
            Setup::Done(SetUp::Ready(account)) if account.reference == reference => Some((**account).clone()),
            _ => None,
        });
        if known.is_some() {
            return Ok(known);
        }
        // It was added without the gateway's page, or in another life of the process.
        let (_, seed) = reference.rsplit_once('_').unwrap_or(("", reference));
        Ok(match tried(PaymentMethodType::Card, "4242424242424242", seed) {
            SetUp::Ready(account) => Some(Account {
                reference: reference.to_owned(),
                ..*account
            }),
            SetUp::Waiting(_) | SetUp::Failed(_) => None,
        })
    }

    async fn mandate(&self, _: &str) -> Result<Option<Allowance>, GatewayError> {
        Ok(None)
    }

    async fn detach(&self, reference: &str) -> Result<(), GatewayError> {
        self.called(|memory| {
            memory.forgotten.insert(reference.to_owned());
        })
    }
}

/// The gateway's own page, on our host.
fn page(setup: &str) -> Action {
    Action::Redirect {
        url: format!("/testing-gateway/{setup}"),
    }
}

fn charged(memory: &mut Memory, charge: &Charge) -> Result<Outcome, GatewayError> {
    let Memory {
        attempts,
        amounts,
        questions,
        ..
    } = memory;
    if let Some(known) = attempts.get(&charge.attempt) {
        return Ok(known.clone());
    }
    let is = |prefix: &str| charge.method.starts_with(prefix);
    if is(AWAY) {
        return Err(GatewayError("it is away".into()));
    }
    let reference = format!("test_{}", charge.attempt);
    let outcome = if is(DECLINED) {
        Outcome::Declined(Refusal {
            reason: RefusalReason::InsufficientFunds,
            code: "insufficient_funds".into(),
        })
    } else if is(ASKS) {
        match &charge.return_url {
            Some(return_url) => {
                let question = Question {
                    attempt: charge.attempt,
                    amount: charge.amount,
                    return_url: return_url.clone(),
                };
                questions.insert(reference.clone(), question);
                Outcome::Waiting(page(&reference))
            }
            None => Outcome::Declined(refusal(RefusalReason::AuthenticationRequired)),
        }
    } else if is(FAILS_LATER) || is(SUCCEEDS_LATER) {
        Outcome::Underway { reference }
    } else {
        Outcome::Succeeded { reference }
    };
    attempts.insert(charge.attempt, outcome.clone());
    amounts.insert(charge.attempt, charge.amount);
    if is(LOST_ANSWER) {
        return Err(GatewayError("the answer was lost".into()));
    }
    Ok(outcome)
}

#[async_trait::async_trait]
impl Charges for TestingGateway {
    async fn collect(&self, charge: &Charge) -> Result<Outcome, GatewayError> {
        self.called(|memory| charged(memory, charge))?
    }

    async fn find(&self, charge: &Charge) -> Result<Option<Outcome>, GatewayError> {
        let mut memory = self.memory();
        let Memory {
            attempts, questions, ..
        } = &mut *memory;
        let Some(known) = attempts.get_mut(&charge.attempt) else {
            return Ok(None);
        };
        if matches!(known, Outcome::Waiting(_)) && charge.return_url.is_none() {
            questions.retain(|_, question| question.attempt != charge.attempt);
            *known = Outcome::Declined(refusal(RefusalReason::AuthenticationRequired));
        }
        if let Outcome::Underway { reference } = known.clone() {
            *known = if charge.method.starts_with(FAILS_LATER) {
                Outcome::Declined(refusal(RefusalReason::InsufficientFunds))
            } else {
                Outcome::Succeeded { reference }
            };
        }
        Ok(Some(known.clone()))
    }
}

#[async_trait::async_trait]
impl Refunds for TestingGateway {
    async fn refund(&self, refund: &Refund) -> Result<RefundOutcome, GatewayError> {
        let made = RefundOutcome::Succeeded {
            reference: format!("test_{}", refund.id),
        };
        Ok(self.memory().refunds.entry(refund.id).or_insert(made).clone())
    }

    async fn find(&self, refund: &Refund) -> Result<Option<RefundOutcome>, GatewayError> {
        Ok(self.memory().refunds.get(&refund.id).cloned())
    }

    async fn list_others(&self, _: &str) -> Result<Vec<OtherRefund>, GatewayError> {
        Ok(Vec::new())
    }
}
