# Mails to customers. `-subject` and `-text` belong together; an empty line makes a paragraph. `-after`, where there is
# one, stands below the facts and the button.

mail-closing =
    Kind regards
    { $merchant }
mail-footer = You get this mail as a customer of { $merchant }.
mail-recipient-footer = You get this mail because a customer of { $merchant } has named this address as a recipient of invoices.
mail-merchant-closing =
    Kind regards
    Portico
mail-merchant-footer = You get this mail because your address is the contact in the Hosted Pages of { $merchant }.
mail-imprint = Legal notice

mail-subscriptions-button = View subscriptions
mail-invoices-button = View invoices
mail-payment-methods-button = View payment methods
mail-pay-button = Pay the invoice
mail-addresses-button = View billing addresses

# The names of figures.
mail-fact-contract = Contract
mail-fact-customer = Customer
mail-fact-told = Told us on
mail-fact-ended = No longer valid since
mail-fact-received = Received on
mail-fact-ends = Ends on
mail-fact-revoked = Taken back on
mail-fact-number = Number
mail-fact-of = For invoice
mail-fact-title = About
mail-fact-date = Date
mail-fact-total = Amount
mail-fact-due = Due on
mail-fact-due-since = Was due on
mail-fact-method = Payment method
mail-fact-open = Open amount
mail-fact-still-open = Still open
mail-fact-fee = Fee for this notice
mail-fact-paid = Paid
mail-fact-paid-on = Paid on
mail-fact-returned = Returned
mail-fact-again = Will be collected again on
mail-fact-refunded = Refunded
mail-fact-refunded-to = Refunded to
mail-fact-collect-on = Will be collected on
mail-fact-announced-for = Announced for
mail-fact-account = Account
mail-fact-mandate = Mandate reference
mail-fact-creditor = Creditor
mail-fact-creditor-identifier = Creditor identifier
mail-fact-address = Address
mail-fact-new-email = New address
mail-fact-changed = Changed on
mail-fact-renews = Renews on
mail-fact-runs-until = Then runs until
mail-fact-deadline = Cancel by
mail-fact-trial-ends = Trial ends on
mail-fact-first-invoice = First invoice on
mail-fact-code = Code
mail-fact-user = Person
mail-fact-recipient = Also goes to
mail-fact-confirmed = Confirmed
mail-fact-endpoint = Endpoint
mail-fact-last-error = Last try
mail-fact-switched-off = Switched off on

mail-lifetime =
    { $unit ->
        [days] { $count ->
            [one] one day
           *[other] { $count } days
        }
        [hours] { $count ->
            [one] one hour
           *[other] { $count } hours
        }
       *[minutes] { $count } minutes
    }

mail-login-subject = Your link to { $merchant }
mail-login-button = Continue
mail-login-text =
    Hello,

    this link opens your customer area. It works once and for { mail-lifetime }.
mail-login-after = If you did not ask for it, there is nothing to do: without this mail nobody gets in.

mail-login-code-subject = Your link to { $merchant }
mail-login-code-text =
    Hello,

    this link opens your customer area. It works once and for { mail-lifetime }. If you asked on another device, type the code there instead, within { $codeMinutes } minutes.
mail-login-code-after = Nobody from { $merchant } will ever ask you for this code. If you did not ask for it, there is nothing to do: without this mail nobody gets in.

mail-login-sent-subject = { $merchant }: your way into your customer area
mail-login-sent-text =
    Hello,

    { $merchant } is sending you this link to your customer area. It works once and for { mail-lifetime }.
mail-login-sent-after = Later you get a new one on the portal's first page. Please do not pass the link on.

mail-step-up-subject = Your code for { $merchant }
mail-step-up-text =
    Hello,

    you are about to change something important in your customer area. Type this code there; it holds for { mail-lifetime }.
mail-step-up-after = Nobody from { $merchant } will ever ask you for this code. If this was not you, somebody else is signed in for you: please tell us.

mail-invitation-subject = { $merchant }: you have been invited
mail-invitation-text =
    Hello,

    from now on you may act for the customer below at { $merchant }. This link opens the customer area; it works once and for { mail-lifetime }.
mail-invitation-after = Later you sign in with this e-mail address on the portal's first page, without a password. If you do not expect this, there is nothing to do.

mail-email-proof-subject = Confirm your new address at { $merchant }
mail-email-proof-button = Confirm address
mail-email-proof-text =
    Hello,

    this address is to be the main address of the customer below at { $merchant }. It counts as soon as you confirm it, within { mail-lifetime }. Until then the old one stays.
mail-email-proof-after = If you do not expect this, there is nothing to do: nothing changes then.

mail-email-notice-subject = { $merchant }: your e-mail address is to be changed
mail-email-notice-button = That was not me
mail-email-notice-text =
    Hello,

    somebody who is signed in for you has asked for another main address. If that was you, there is nothing to do here: the new address is confirmed from its own mailbox.
mail-email-notice-after = If it was not you, press the button, within { mail-lifetime }: the address stays as it is, or goes back to this one, everybody is signed out, and for 24 hours nobody can change address, people or payment methods.

mail-operator-closing =
    Kind regards
    Portico
mail-operator-footer = You get this mail because somebody has your address in the team of { $merchant }.
mail-operator-button = Set password
mail-operator-invitation-subject = { $merchant }: your access to the console
mail-operator-invitation-text =
    Hello { $name },

    you have been invited to the console of { $merchant }. Choose a password with this link; it works once and for { mail-lifetime }.
mail-operator-invitation-after = If you do not expect this, there is nothing to do.
mail-operator-reset-subject = { $merchant }: a new password for the console
mail-operator-reset-text =
    Hello { $name },

    with this link you choose a new password for the console of { $merchant }. It works once and for { mail-lifetime }.
mail-operator-reset-after = If you did not ask for it, there is nothing to do: without this mail nobody gets in.

mail-account-button = View people
mail-user-added-subject = { $merchant }: somebody was invited
mail-user-added-text =
    Hello,

    somebody who is signed in for you has invited another person, who may act for this customer from now on.
mail-user-added-after = If that was not you, please remove the person at once and tell us.

mail-recipient-proof-subject = { $merchant }: are invoices to be sent here?
mail-recipient-button = View recipients
mail-recipient-proof-button = Get invoices here
mail-recipient-proof-text =
    Hello,

    the customer below wants their invoices from { $merchant } to be sent to this address, too. Nothing is sent before you agree, within { mail-lifetime }.
mail-recipient-proof-after = If you do not expect this, there is nothing to do: no invoice is sent here then. The link gives no access to the customer's portal.

mail-recipient-added-subject = { $merchant }: invoices go to one more address
mail-recipient-added-text =
    Hello,

    from now on the address below gets your invoices, too. It was added in your portal and has been confirmed from its own mailbox.
mail-recipient-added-after = If this was not you, remove the address under “Account” and tell us at once.

mail-payment-method-link-subject = Add a payment method at { $merchant }
mail-payment-method-button = Add payment method
mail-payment-method-link-text =
    Hello,

    with this link you add a payment method. It works once and for { mail-lifetime }.
mail-payment-method-link-after = The link opens this one page, not your customer area. Please do not pass it on.

mail-invoice-subject = Your invoice { $number } from { $merchant }
mail-invoice-text =
    Hello,

    your new invoice is here. Please pay it by { $due }.

mail-invoice-collected-subject = Your invoice { $number } from { $merchant }
mail-invoice-collected-text =
    Hello,

    your new invoice is here. There is nothing to do: we collect the amount with { $method }.

mail-invoice-free-subject = Your invoice { $number } from { $merchant }
mail-invoice-free-text =
    Hello,

    your new invoice is here. There is nothing to pay.

mail-credit-subject = Your credit note { $number } from { $merchant }
mail-credit-text =
    Hello,

    we have issued a credit note for invoice { $of }.

mail-invoice-cancelled-subject = Invoice { $of } from { $merchant } was cancelled
mail-invoice-cancelled-text =
    Hello,

    we have cancelled invoice { $of }. The document below takes it back in full.

mail-debit-announced-subject = We will collect { $amount } on { $collectOn }
mail-debit-announced-text =
    Hello,

    for invoice { $number } we will collect { $amount } from your account on { $collectOn }. There is nothing to do: please just see that there is enough on the account.

mail-debit-withdrawn-subject = The debit of { $amount } announced for { $collectOn } does not take place
mail-debit-withdrawn-why =
    { $reason ->
        [paid_otherwise] the invoice is paid in another way.
        [method_removed] the mandate is no longer valid.
       *[withdrawn] we have withdrawn the direct debit. The invoice itself stays as it is.
    }
mail-debit-withdrawn-what = we had announced that we would collect { $amount } for invoice { $number } from your account on { $collectOn }. That does not take place: { mail-debit-withdrawn-why }
mail-debit-withdrawn-text =
    Hello,

    { mail-debit-withdrawn-what }

mail-debit-withdrawn-open-subject = { mail-debit-withdrawn-subject }
mail-debit-withdrawn-open-text =
    Hello,

    { mail-debit-withdrawn-what }

    { $open } is still open, due on { $due }. Please pay it in another way.

mail-payment-failed-subject = Your payment for invoice { $number } failed
mail-payment-failed-why =
    { $reason ->
        [declined] : The bank declined it without giving a reason.
        [insufficient_funds] : There is not enough money in the account.
        [expired] : The card has expired.
        [wrong_data] : Something in what was entered is wrong.
        [authentication_required] : Your bank wants you to confirm this, and that did not happen.
        [limit_exceeded] : A limit of the card or the account was exceeded.
        [not_authorised] : The payment was objected to, or the bank does not allow it.
        [account_closed] : The account was closed.
        [not_supported] : The bank does not allow this kind of payment, or not in this currency.
        [try_again] : Something went wrong at the provider.
        [cancelled] : It was broken off.
        [method_removed] : The payment method was removed meanwhile.
       *[other] { "." }
    }
mail-payment-failed-what = we tried to collect { $open } for invoice { $number }, and it did not work{ mail-payment-failed-why }
mail-payment-failed-text =
    Hello,

    { mail-payment-failed-what }

    Please check your payment method, or choose another one.
mail-payment-failed-after = If you have paid in the meantime, there is nothing more to do.

mail-payment-failed-again-subject = { mail-payment-failed-subject }
mail-payment-failed-again-text =
    Hello,

    { mail-payment-failed-what }

    We will try again on { $again }. Please check your payment method before then, or choose another one.
mail-payment-failed-again-after = If you have paid in the meantime, there is nothing more to do.

mail-returned-why =
    { $reason ->
        [insufficient_funds] , because there was not enough on the account
        [account_closed] , because the account is closed
        [not_authorised] , because somebody objected to the payment
       *[other] { "" }
    }
mail-returned-what = we had received { $returned } from you for invoice { $number }. Your bank has since taken the money back{ mail-returned-why }.

mail-returned-subject = Your payment for invoice { $number } was returned
mail-returned-text =
    Hello,

    { mail-returned-what }

    { $open } is open again. Please pay the invoice once more.
mail-returned-after = If you have paid in the meantime, there is nothing more to do.

mail-returned-again-subject = Your payment for invoice { $number } was returned
mail-returned-again-text =
    Hello,

    { mail-returned-what }

    { $open } is open again. We will collect the amount once more on { $again }, there is nothing you need to do.

mail-returned-final-subject = Your payment for invoice { $number } was returned
mail-returned-final-text =
    Hello,

    { mail-returned-what }

    { $open } is open again. Your mandate { $mandate } is no longer valid, and we collect nothing under it: please pay the invoice in another way.
mail-returned-final-after = If you have paid in the meantime, there is nothing more to do.

mail-refunded-subject = We have refunded { $refunded } to you
mail-refunded-text =
    Hello,

    we have refunded { $refunded } to you for invoice { $number }. The money comes back the way in which you paid.

    Depending on your bank, it usually takes five to ten working days until you see it there.

mail-receipt-subject = We have received your payment for invoice { $number }
mail-receipt-text =
    Hello,

    thank you: we have received { $paid } for invoice { $number }. It is paid in full.

mail-receipt-part-subject = We have received your payment for invoice { $number }
mail-receipt-part-text =
    Hello,

    thank you: we have received { $paid } for invoice { $number }. { $open } is still open.

mail-cancelled-subject = We have received your cancellation of { $name }
mail-cancelled-text =
    Hello,

    your cancellation of { $name } reached us on { $received }.

    The contract ends on { $lastDay }. Until then everything stays as it is.
mail-cancelled-after = You can take the cancellation back in your customer area until then.

mail-cancelled-at-once-subject = { $name } has been cancelled
mail-cancelled-at-once-text =
    Hello,

    your cancellation of { $name } reached us on { $received }.

    The contract has ended with it. Nothing is charged for the time after it.

# Declared or taken down by the merchant, not in the customer area.
mail-ended-subject = Cancellation of { $name }
mail-ended-text =
    Hello,

    the cancellation of { $name } was recorded on { $received }.

    The contract ends on { $lastDay }. Until then everything stays as it is.

mail-ended-at-once-subject = { $name } has ended
mail-ended-at-once-text =
    Hello,

    the cancellation of { $name } was recorded on { $received }.

    The contract has ended with it. Nothing is charged for the time after it.

mail-revoked-subject = { $name } goes on
mail-revoked-text =
    Hello,

    the cancellation of { $name } was taken back on { $received }.

    The contract goes on as before.

mail-reminder-subject = Reminder: invoice { $number } is open
mail-reminder-text =
    Hello,

    our invoice { $number } was due on { $due }. We have not received { $open } yet.

    Please pay it in the next days.
mail-reminder-after = If your payment is on its way already, there is nothing more to do.

mail-reminder-fee-subject = Dunning notice: invoice { $number } is open
mail-reminder-fee-text =
    Hello,

    our invoice { $number } was due on { $due }. We have not received your payment yet.

    We charge { $fee } for this notice, so that { $open } is open now. Please pay in the next days.
mail-reminder-fee-after = If your payment is on its way already, please get in touch with us.

mail-address-changed-subject = Your billing address at { $merchant } was changed
mail-address-changed-text =
    Hello,

    a billing address of yours was changed. From now on it reads as follows.
mail-address-changed-after = If this was not you, please contact us.

mail-email-changed-subject = Your e-mail address at { $merchant } was changed
mail-email-changed-text =
    Hello,

    the e-mail address that you sign in with was replaced by another one.

    You cannot sign in to your customer area with this address any more.
mail-email-changed-after = If this was not you, please contact us at once.

mail-invoice-email-changed-subject = Invoices from { $merchant } go to another address
mail-invoice-email-changed-text =
    Hello,

    the e-mail address that we send invoices and reminders to was replaced by another one.

    We do not send invoices to this address any more.
mail-invoice-email-changed-after = If this was not you, please contact us at once.

mail-default-payment-method-subject = Your payment method at { $merchant } was changed
mail-default-payment-method-text =
    Hello,

    you have a new default payment method.
mail-default-payment-method-after = If this was not you, please contact us at once.

mail-default-mandate-subject = Your payment method at { $merchant } was changed
mail-default-mandate-text =
    Hello,

    your new default payment method is a SEPA direct debit mandate: it allows { $merchant } to collect from your account by direct debit.
mail-default-mandate-after = If this was not you, please contact us at once.

mail-no-default-payment-method-subject = You have no default payment method at { $merchant } any more
mail-no-default-payment-method-text =
    Hello,

    your default payment method was removed. Until you choose another one, we cannot collect invoices.
mail-no-default-payment-method-after = If this was not you, please contact us at once.

mail-mandate-given-subject = Your SEPA direct debit mandate for { $merchant }
mail-mandate-given-text =
    Hello,

    with the mandate below you allow { $merchant } to collect from this account by direct debit. Your default payment method stays as it is.
mail-mandate-given-after = If this was not you, please contact us at once.

mail-mandate-given-once-subject = Your one-off SEPA direct debit mandate for { $merchant }
mail-mandate-given-once-text =
    Hello,

    with the mandate below you allow { $merchant } to collect once from this account by direct debit. It ends with that payment.
mail-mandate-given-once-after = If this was not you, please contact us at once.

mail-mandate-amended-subject = Another account is debited under your mandate { $mandate }
mail-mandate-amended-text =
    Hello,

    from now on we collect under your mandate { $mandate } from another account. The mandate itself stays as it is.
mail-mandate-amended-after = If this was not you, please contact us at once.

mail-method-expires-subject = { $method } expires on { $lastDay }
mail-method-expires-text =
    Hello,

    { $method } is valid until { $lastDay }. After that we cannot collect your invoices with it.

    Please add another payment method, or the renewed card, before then.
mail-method-expires-after = Have you done so already? Then there is nothing to do.

mail-method-ended-subject = We can no longer collect with { $method }
mail-method-ended-why =
    { $ending ->
        [expired] your payment method { $method } has expired.
        [revoked] the mandate of your payment method { $method } was withdrawn.
        [bank] your bank tells us that { $method } cannot be collected with any more. That ends the mandate.
        [lapsed] nothing was collected with { $method } for 36 months. That ends the mandate.
       *[provider] the payment provider tells us that { $method } cannot be collected with any more{ mail-method-ended-mandate }.
    }
mail-method-ended-mandate =
    { $mandate ->
        [there] : the mandate was withdrawn, or the bank ended it
       *[none] { "" }
    }
mail-method-ended-then =
    { $subscriptions ->
        [0] Please add another payment method
        [one] One contract is paid with it and needs another. Please add one
       *[other] { $subscriptions } contracts are paid with it and need another. Please add one
    }
mail-method-ended-text =
    Hello,

    { mail-method-ended-why }

    { mail-method-ended-then }, so that your next invoices are paid in time.
mail-method-ended-after = Have you done so already? Then there is nothing to do.

mail-renewal-subject = { $name } renews on { $renewsOn }
mail-renewal-text =
    Hello,

    your contract { $name } renews on { $renewsOn } and then runs until { $lastDay }.

    If you want to keep it, there is nothing to do. If not, please cancel by { $deadline }.
mail-renewal-after = You can cancel in your customer area at any time.

mail-trial-subject = Your trial of { $name } ends on { $lastDay }
mail-trial-text =
    Hello,

    your trial of { $name } ends on { $lastDay }. After that the contract goes on and is billed.

    If you want to keep it, there is nothing to do. If not, please cancel before the trial ends.
mail-trial-after = You can cancel in your customer area at any time.

mail-trial-free-subject = Your trial of { $name } ends on { $lastDay }
mail-trial-free-text =
    Hello,

    your trial of { $name } ends on { $lastDay }. After that the contract goes on.

    If you want to keep it, there is nothing to do. If not, please cancel before the trial ends.
mail-trial-free-after = You can cancel in your customer area at any time.

mail-webhook-subject = { $endpoint } takes no events any more
mail-webhook-text =
    Hello,

    Portico could not deliver events to your endpoint and has switched it off. Nothing is sent there until you switch it on again.
mail-webhook-after =
    Once it works, switch it on with PATCH /webhooks/…. What was not delivered in the last 30 days can be sent again with POST /webhook-deliveries/…/resend.

mail-webhook-gone-subject = { $endpoint } takes no events any more
mail-webhook-gone-text =
    Hello,

    Your endpoint answered 410: it wants no more events. Portico has switched it off.
mail-webhook-gone-after =
    If that was a mistake, switch it on again with PATCH /webhooks/….

mail-erasure-button = View the request
mail-erasure-requested-subject = Your data at { $merchant }: request received
mail-erasure-requested-text =
    Hello,

    you have asked us to erase the data about you. We look at it within a month and let you know once it is done. What the law has us keep, such as invoices, we keep for as long as we must and use for nothing else.
mail-erasure-requested-after = You can take the request back in your customer area until then. If you did not ask for this, please do so and tell us.

mail-erasure-to-do-subject = A customer asks for their data to be erased
mail-erasure-to-do-text =
    Hello,

    a customer has asked for their data to be erased (article 17 GDPR). You have a month to do so, or to say why not.
mail-erasure-to-do-after = The console shows on the customer's page what would be erased, what has to be kept, and what has to be settled before.

mail-erased-subject = Your data at { $merchant } were erased
mail-erased-text =
    Hello,

    we have erased the data about you, as you asked. We keep nothing, and this is the last mail to this address.
mail-erased-but-invoices-subject = Your data at { $merchant } were erased
mail-erased-but-invoices-text =
    Hello,

    we have erased the data about you, as you asked. Invoices we have to keep for as long as tax law says; until then they are out of daily use, and afterwards your name is taken out of them. This is the last mail to this address.

mail-erasure-withdrawn-subject = A customer has taken their request for erasure back
mail-erasure-withdrawn-text =
    Hello,

    the customer who had asked for their data to be erased does not want it any more. Please do not erase anything.

mail-erased-but-contracts-subject = Your data at { $merchant } were erased
mail-erased-but-contracts-text =
    Hello,

    we have erased the data about you, as you asked. That there were contracts stays, without your name. This is the last mail to this address.
