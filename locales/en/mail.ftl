# Mails to customers. `-subject` and `-text` belong together; an empty line makes a paragraph.

mail-closing =
    Kind regards
    { $merchant }

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

    If you did not ask for it, there is nothing to do: without this mail nobody gets in.

mail-cancelled-subject = We have received your cancellation of { $name }
mail-cancelled-text =
    Hello,

    your cancellation of { $name } ({ $number }) reached us on { $received }.

    The contract ends on { $lastDay }. Until then everything stays as it is, and you can take the cancellation back in your customer area.

mail-cancelled-at-once-subject = { $name } has been cancelled
mail-cancelled-at-once-text =
    Hello,

    your cancellation of { $name } ({ $number }) reached us on { $received }.

    The contract has ended with it. Nothing is charged for the time after it.

mail-revoked-subject = { $name } goes on
mail-revoked-text =
    Hello,

    the cancellation of { $name } ({ $number }) was taken back on { $received }.

    The contract goes on as before.

# Declared or taken down by the merchant, not in the customer area.
mail-ended-subject = Cancellation of { $name }
mail-ended-text =
    Hello,

    the cancellation of { $name } ({ $number }) was recorded on { $received }.

    The contract ends on { $lastDay }. Until then everything stays as it is.

mail-ended-at-once-subject = { $name } has ended
mail-ended-at-once-text =
    Hello,

    the cancellation of { $name } ({ $number }) was recorded on { $received }.

    The contract has ended with it. Nothing is charged for the time after it.

mail-reminder-subject = Reminder: invoice { $number } is open
mail-reminder-text =
    Hello,

    our invoice { $number } of { $date } was due on { $due }. We have not received { $open } yet.

    Please pay it in the next days. You find the invoice in your customer area: { $portal }/invoices

    If your payment is on its way already, there is nothing more to do.

mail-reminder-fee-subject = Dunning notice: invoice { $number } is open
mail-reminder-fee-text =
    Hello,

    our invoice { $number } of { $date } was due on { $due }. We have not received your payment yet.

    We charge { $fee } for this notice, so that { $open } are open now. Please pay in the next days. You find the invoice in your customer area: { $portal }/invoices

    If your payment is on its way already, please get in touch with us.

mail-email-changed-subject = Your e-mail address at { $merchant } was changed
mail-email-changed-text =
    Hello,

    the e-mail address of { $customer } was changed on { $received }. The new address is { $newEmail }.

    You cannot sign in to your customer area with this address any more.

    If this was not you, please contact us at once.

mail-default-payment-method-subject = Your payment method at { $merchant } was changed
mail-default-payment-method-text =
    Hello,

    since { $received } { $method } is the default payment method of { $customer }.

    If this was not you, please contact us at once.

mail-no-default-payment-method-subject = You have no default payment method at { $merchant } any more
mail-no-default-payment-method-text =
    Hello,

    since { $received } { $customer } has no default payment method any more.

    If this was not you, please contact us at once.
