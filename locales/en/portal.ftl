# The customer's portal. One message, one function in `portico_ui::texts`:
# a key that is missing here or in another language does not compile.

## Everywhere
language-other = Deutsch
language-de = German
language-en = English
retry = Try again
go-back = Go back
skip-link = Skip to content
error-reference = Reference: { $id }
page-title = { $page } · { $merchant }
portal-name = Customer portal
loading = Loading
default-badge = Default
close = Close
save = Save
edit = Edit
change = Change
button-of = { $action }: { $name }
optional = (optional)
field-missing = Please fill this in.
field-too-long = Please shorten this: 255 characters at most.
field-wrong = Please check this entry.
discard-question = Your entries are not saved yet.
discard-keep = Keep editing
discard = Discard entries

## The frame
sections = Sections
sign-out = Sign out
sign-out-failed = You are still signed in: the sign-out did not reach us.
account-of = Signed in as { $email }
footer-imprint = Legal notice
footer-privacy = Privacy
footer-terms = Terms

look-title = View as customer
look-text = You see the portal as { $customer } sees it.
look-left =
    { $count ->
        [one] Read only; ends in one minute.
       *[other] Read only; ends in { $count } minutes.
    }
look-end = End
look-over-title = The view has ended
look-over-text = You can close this tab.
look-over-back = Back to the console

tab-subscriptions = Subscriptions
tab-subscriptions-short = Subscriptions
tab-addresses = Billing addresses
tab-addresses-short = Addresses
tab-payment = Payment methods
tab-payment-short = Payment
tab-invoices = Invoices
tab-invoices-short = Invoices
tab-contact = Personal contact
tab-contact-short = Contact

unavailable-title = This section is not available
unavailable-text = It is not part of this portal at the moment.
unavailable-back = Go to “{ $tab }”
nothing-text = There is nothing to show here at the moment. If you expected something else, please contact us.
missing-title = This page does not exist
missing-text = The address may be mistyped or out of date.
missing-back = Go to the start

## Signing in
sign-in-title = Sign in
sign-in-text = Enter your e-mail address. We will send you a link that signs you in, no password needed.
sign-in-email = E-mail address
sign-in-email-wrong = Please enter an e-mail address such as name@example.com.
sign-in-send = Send sign-in link
sign-in-sent-title = Check your inbox
sign-in-sent-text = If the address { $email } is known here, an e-mail is on its way to it. It holds a link, and a code for this page.
sign-in-sent-hint = Nothing there? Have a look at your spam folder, or try another address.
sign-in-code = Code from the e-mail
sign-in-again = Use another address
signed-out-ended = You were signed out because you had not been active for a while.
signed-out-left = You are signed out.
link-dead-title = This link does not work any more
link-dead-text = Sign-in links work once and for a limited time. Enter your e-mail address and we will send you a new one.
link-again-title = Please open your link once more
link-again-text = Open the link in your e-mail again. If you do not have it at hand, enter your e-mail address and we will send you a new one.

link-title = Sign in
link-text = You are signing in to the customer portal at { $host }.
link-text-customer = You are signing in to the customer portal at { $host } for { $customer }. This ends the session that is open in this browser.
link-continue = Continue as { $email }

## The account
account-title = Account
account-customer = Customer
account-customers = Your customers
account-role = Role
choose-title = Which customer?
choose-text = You may act for several customers. You can go over to another one at any time, under “Account”.
role-owner = Owner
role-owner-hint = Everything, including cancelling and inviting people.
role-billing = Billing
role-billing-hint = Invoices, addresses and payment methods.
role-viewer = Viewer
role-viewer-hint = Look, change nothing.

email-title = Main e-mail address
email-text = It gets mails about contracts, and its holder is the first owner.
email-change = Change address
email-change-text = We send a link to the new address. It counts as soon as that link is used; the old address is told.
email-new = New e-mail address
email-send = Send link
email-waits = Waiting for the confirmation from { $email }.
email-withdraw = Keep the old address
email-prove-title = Confirm new address
email-prove-text = This address becomes the main address, and you are signed in with it.
email-undo-title = That was not me
email-undo-text = The e-mail address stays as it was or goes back to the old one. Everybody is signed out, and for 24 hours nobody can change address, people or payment methods.
email-undone = Done. The main address is { $email }; everybody was signed out.

preferences-title = Invoices
preferences-text = Applies to invoices that are issued from now on.
preferences-change = Change invoice settings
preferences-saved = Saved. It applies from the next invoice on.
preferences-format = Format
preferences-zugferd = PDF with e-invoice (ZUGFeRD)
preferences-zugferd-hint = Readable by people and programs; for most companies
preferences-xrechnung = XRechnung (CII)
preferences-xrechnung-hint = For public buyers; needs their Leitweg-ID
preferences-xrechnung-ubl = XRechnung (UBL)
preferences-buyer = Leitweg-ID
preferences-buyer-missing = XRechnung needs the Leitweg-ID.
preferences-buyer-wrong = This is not a Leitweg-ID. It looks like 991-33333TEST-33; please check its last two digits, too.
preferences-order = Order number (PO)
preferences-language = Language of invoices
preferences-language-own = Language of the account
preferences-none = None

recipients-title = Also mailed to
recipients-none = Invoices go to the customer’s address alone.
recipients-add = Add recipient
recipients-add-text = We ask this address by e-mail. It gets the invoices once it has agreed, and no access to this portal.
recipients-ask = Ask by e-mail
recipients-sent = We have asked { $email }.
recipients-waits = Not confirmed yet
recipients-remove-title = Remove this recipient?
recipients-remove-text = { $email } gets no more invoices.
recipients-removed = { $email } was removed.
recipient-title = Get invoices
recipient-text = Invoices are sent to the address to which this link came. It gives no access to the customer’s portal.
recipient-done = Done. Invoices go to { $email } from now on.

people-title = People
people-text = Everybody here signs in with an e-mail address of their own.
people-invite = Invite somebody
people-send = Send invitation
people-change-title = Change role
people-remove = Remove
people-remove-title = Remove this person?
people-remove-text = { $email } is signed out at once and can no longer act for this customer.
people-removed = { $email } was removed.
people-changed = The role of { $email } was changed.
people-sent = The invitation to { $email } is on its way.
people-resend = Send again
people-main = Main address
people-you = You
people-invited = Invited

sessions-title = Where you are signed in
sessions-text = End what you do not recognise.
session-device = { $browser } on { $system }
session-unknown = Unknown device
session-by-merchant = Opened by the merchant
session-since = Last active on { $time }
session-current = This one
session-end = Sign out
session-end-all = Sign out everywhere else

activity-title = Activity
activity-text = Who looked at your data or changed it.
activity-empty = Nothing has happened yet.
activity-more = Show more
activity-by-former = Somebody who can no longer act for you
activity-by-link = Somebody with a link for a payment method
activity-by-system = By itself
did-address-add = Billing address added
did-address-change = Billing address changed
did-address-remove = Billing address removed
did-address-default = Other default address chosen
did-customer-create = Account set up
did-customer-close = Account closed
did-customer-open = Account opened again
did-vat-check = VAT ID checked
did-method-add = Payment method added
did-method-remove = Payment method removed
did-method-change = Payment method changed
did-mandate = SEPA mandate given
did-mandate-change = Account of a SEPA mandate changed
did-mandate-end = SEPA mandate ended
did-method-default = Default payment method changed
did-link = Sign-in link made
did-link-end = Sign-in links ended
did-email-ask = Other main e-mail address asked for
did-email-withdraw = Change of the main e-mail address withdrawn
did-email-undo = Change of the main e-mail address undone
did-person-invite = Person invited
did-person-change = Role of a person changed
did-person-remove = Person removed
did-preferences = Invoice settings changed
did-recipient-ask = Further recipient of invoices asked
did-recipient-confirm = Further recipient of invoices confirmed
did-recipient-remove = Recipient of invoices removed
did-export = Personal data downloaded
did-erasure-ask = Erasure of the data asked for
did-erasure-withdraw = Request for erasure taken back
did-view = Portal viewed by the staff, without changing anything
did-sign-in = Signed in
did-switch = Came over from another customer
did-step-up = Confirmed with a code
did-sign-out = Signed out
did-reuse = Signed out for safety: a session was used in two places
did-subscription-create = Subscription set up
did-subscription-start = Subscription started
did-cancel = Contract cancelled
did-revoke = Cancellation withdrawn
did-reason = Reason for the cancellation given
did-subscription-end = Contract ended
did-pause = Subscription paused
did-resume = Subscription resumed
did-trial-extend = Trial extended
did-trial-end = Trial ended
did-subscription-method = Payment method of a subscription changed
did-subscription-address = Billing address of a subscription changed
did-quantity = Quantity changed
did-invoice = Invoice issued
did-invoice-cancel = Invoice cancelled
did-credit = Credit note issued
did-pay = Invoice paid
did-pay-fail = Payment failed
did-remind = Payment reminder sent
did-mail = E-mail sent again
did-language = Language changed
did-subscription-change = Subscription changed
did-invoice-change = Invoice changed
did-change = Account data changed

data-title = Your data
data-text = Everything that is stored about you here, as files that other programs can read.
data-download = Download as ZIP
data-file = my-data.zip
data-working = Your data is being put together. This can take a moment.
data-done = Your data was downloaded.
data-wait =
    { $count ->
        [one] You have downloaded your data several times. You can do so again in one minute.
       *[other] You have downloaded your data several times. You can do so again in { $count } minutes.
    }

erasure-title = Have your data erased
erasure-text = You can ask for what is stored about you to be erased.
erasure-ask = Have data erased
erasure-then = { $merchant } erases your data, and you get an e-mail when that is done. Until then you can take the request back.
erasure-send = Ask for erasure
erasure-waits = You asked for your data to be erased on { $date }. { $merchant } carries it out.
erasure-withdraw = Take the request back
erasure-goes = This is erased:
erasure-name = Name, contact data and VAT ID
erasure-people =
    { $count ->
        [one] The access of one person
       *[other] The access of { $count } people
    }
erasure-addresses =
    { $count ->
        [one] One address
       *[other] { $count } addresses
    }
erasure-methods =
    { $count ->
        [one] One payment method
       *[other] { $count } payment methods
    }
erasure-mails =
    { $count ->
        [one] What one e-mail said
       *[other] What { $count } e-mails said
    }
erasure-stays = This has to be kept:
erasure-invoices-until =
    { $count ->
        [one] One invoice, until { $date }
       *[other] { $count } invoices, the last one until { $date }
    }
erasure-invoices =
    { $count ->
        [one] One invoice
       *[other] { $count } invoices
    }
erasure-contracts =
    { $count ->
        [one] Number and dates of one contract, without your name
       *[other] Numbers and dates of { $count } contracts, without your name
    }
erasure-first = Before that, this has to be settled:
erasure-first-subscription = Subscription { $number } has to end.
erasure-first-invoice = Invoice { $number } has to be paid.

step-up-title = Please confirm it is you
step-up-text = We have sent a code to { $email }.
step-up-again = New code
step-up-confirm = Confirm

ending-title = You are about to be signed out
ending-idle = You have not been active for a while. In less than two minutes you will be signed out.
ending-last = This session ends in less than two minutes. Please finish what you are doing, and sign in again.
ending-stay = Stay signed in

## Subscriptions
subscriptions-empty-title = No subscriptions yet
subscriptions-empty-text = As soon as you have a subscription, you will find it here.
subscriptions-more = Show more subscriptions
subscription-number = No. { $number }
subscription-plan = Plan: { $plan }
subscription-next = Next invoice
subscription-next-none = No further invoice
subscription-next-on = on { $date }
subscription-next-tax = incl. { $tax } VAT
subscription-start = Contract start
subscription-end = Contract end
subscription-end-open = Open-ended
subscription-end-by-itself = Ends by itself
subscription-end-then-open = then open-ended
subscription-earliest = Earliest end
subscription-deadline = if cancelled by { $date }
subscription-trial-until = Trial until
subscription-ends = Contract end
subscription-ended = Ended
subscription-cancelled-on = Cancelled on { $date }
subscription-paused = Paused since
subscription-payment = Payment method
subscription-address = Billing address
subscription-po = Your order number
subscription-items =
    { $count ->
        [one] 1 item
       *[other] { $count } items
    }
item-quantity = { $quantity } × { $price }
item-tax-net = plus { $rate } VAT
item-tax-gross = incl. { $rate } VAT
item-no-tax = no VAT
item-reverse-charge = reverse charge
item-discount = { $discount } off
item-discount-for =
    { $count ->
        [one] { $discount } off the first invoice
       *[other] { $discount } off the first { $count } invoices
    }

every-days =
    { $count ->
        [one] daily
       *[other] every { $count } days
    }
every-weeks =
    { $count ->
        [one] weekly
       *[other] every { $count } weeks
    }
every-months =
    { $count ->
        [one] monthly
       *[other] every { $count } months
    }
every-years =
    { $count ->
        [one] yearly
       *[other] every { $count } years
    }
renews-days =
    { $count ->
        [one] then renews day by day
       *[other] then renews for { $count } days
    }
renews-weeks =
    { $count ->
        [one] then renews for one week
       *[other] then renews for { $count } weeks
    }
renews-months =
    { $count ->
        [one] then renews for one month
       *[other] then renews for { $count } months
    }
renews-years =
    { $count ->
        [one] then renews for one year
       *[other] then renews for { $count } years
    }

status-active = Active
status-upcoming = Starts soon
status-trial = Trial
status-pending = Cancelled, still running
status-paused = Paused
status-ended = Ended
status-draft = Draft
status-offer = Offer

cancel-open = Cancel contract
cancel-of = Cancel contract { $name }
cancel-title = Cancel contract
cancel-loading = Working out when your contract ends
cancel-last-day = Contract end
cancel-at-once = Ends immediately
cancel-next-invoice = Next invoice
cancel-next-invoice-value = { $amount } on { $date }
cancel-no-invoice = There will be no further invoice
cancel-mail = Confirmation to
cancel-then = Until the contract ends everything stays as it is, and you can withdraw the cancellation.
cancel-then-at-once = Your contract ends the moment you confirm. This cannot be undone.
cancel-then-trial-at-once = Your trial ends the moment you confirm, no longer on { $date }. This cannot be undone.
cancel-then-trial-end = You can use your trial until { $date }; then the contract ends and nothing is charged. Until then you can withdraw the cancellation.
cancel-now = Cancel now
cancel-done = Your contract is cancelled and ends on { $date }. The confirmation is on its way by e-mail.
cancel-done-at-once = Your contract has ended. The confirmation is on its way by e-mail.
cancelled-title = Your contract is cancelled
cancelled-title-at-once = Your contract has ended
cancelled-received = Received on
cancelled-undo = Changed your mind? You can withdraw the cancellation until the contract ends.
reason-question = May we ask why? (optional)
reason-comment = Would you like to tell us more?
reason-choose = Please choose an answer, or skip the question.
reason-skip = Skip
reason-send = Send answer
reason-thanks = Thank you for telling us.
revoke = Withdraw cancellation
revoke-of = Withdraw cancellation of { $name }
revoke-done = The cancellation is withdrawn. Your contract continues as before.
change-method-of = Change payment method: { $name }
change-address-of = Change billing address: { $name }
choose-method-title = Change payment method
choose-method = How should this subscription be paid?
choose-method-done = The payment method was changed.
choose-address-title = Change billing address
choose-address = Where should the invoices go?
choose-address-done = The billing address was changed.
choose-default = Your default
choose-default-none = None on file yet
choose-default-which = { $name } (default)
choose-default-hint = Follows your default
choose-more = Show more

## Billing addresses
addresses-empty-title = No billing address yet
addresses-empty-text = As soon as an address is on file, you will find it here.
addresses-more = Show more addresses
address-main = Main address
address-invoice = Billing address
address-other = Further address
address-for-all = All invoices go here, except those for which you chose another address.
address-for-main = Invoices go to your billing address.
address-for-some = Invoices for: { $names }
address-add = Add address
address-added = The address was added.
address-edit-title = Edit address
address-saved = The address was saved. Invoices you already have stay as they are.
address-make-main = Use as main address
address-is-main = This is your main address now.
address-make-invoice = Use for all invoices
address-is-invoice = Your invoices go here from now on.
address-unset = Send to the main address
address-is-unset = Your invoices go to the main address again.
address-remove = Remove
address-remove-title = Remove address
address-remove-moves = The invoices for these subscriptions go here at the moment:
address-remove-then = From then on they go to: { $address }.
address-remove-stays = Invoices you already have stay as they are. The address cannot be brought back, but you can enter it again at any time.
address-remove-now = Remove address
address-removed = The address “{ $address }” was removed.
address-kind = What is this address for?
address-kind-main = Main address
address-kind-invoice = Only for invoices
address-use-for-invoices = Send all invoices here from now on
address-use-as-main = Use as main address from now on
address-who = Recipient
address-of-company = Company
address-of-person = Person
address-company = Company name
address-first-name = First name
address-last-name = Last name
address-street = Street
address-house-number = No.
address-addition = Floor, building, care of
address-zip = Postcode
address-zip-wrong = Please check the postcode: it does not fit the country ({ $country }).
address-town = Town
address-country = Country
address-more = VAT ID and cost centre
address-vat-id = VAT ID
address-cost-centre = Cost centre
salutation = Salutation
salutation-none = None
salutation-mr = Mr
salutation-ms = Ms

## Payment methods
payment-empty-title = No payment method yet
payment-empty-text = As soon as a payment method is on file, you will find it here.
payment-card = Card
payment-sepa = SEPA direct debit
payment-paypal = PayPal
payment-transfer = Bank transfer
payment-wallet = Credit balance
payment-other = Payment method
payment-iban = IBAN
payment-ending = { $what } ending in { $digits }
payment-card-holder = Card holder
payment-card-valid = Valid until
payment-account-holder = Account holder
payment-mandate = Mandate reference
payment-signed = Mandate signed on
payment-account = Account
payment-transfer-text = You transfer the amount of each invoice yourself.
payment-expired = Expired
payment-action = Needs your attention
payment-revoked = No longer valid
payment-unconfigured = Not usable right now
payment-disabled = Switched off
payment-once = For one payment
payment-add = Add payment method
payment-name = Name
payment-rename = Rename
payment-renamed = The name was changed.
payment-make-default = Make default
payment-is-default = This is your default now: new invoices are collected with it.
payment-is-default-transfer = This is your default now: you transfer the amount of each new invoice yourself.
payment-remove = Remove
payment-removed = “{ $name }” was removed.
payment-until = { $name }, valid until { $day }
payment-added = { $name }, added on { $day }
payment-unconfirmed = { $kind } (not confirmed yet)
payment-begun = This was begun and not completed. Nothing is collected with it.
payment-continue = Continue
payment-discard = Discard
payment-bic = BIC
payment-bank = Bank

## Removing a payment method
remove-title = Remove payment method
remove-last = Your subscriptions are paid with this, and there is no other payment method. Please add another one first.
remove-underway = A payment with it is on its way. You can remove it as soon as that is over.
remove-new-default = What should be your default from then on?
remove-follow = These subscriptions are paid with your default from then on as well:
remove-nothing-left = These subscriptions have no payment method from then on:
remove-move = { $name } ({ $number }) is paid with
remove-invoices =
    { $count ->
        [one] It touches one open invoice.
       *[other] It touches { $count } open invoices.
    }
remove-mandate = Your SEPA direct debit mandate ends with it.
remove-for-good = It cannot be brought back, but you can add it again at any time.

## Mandates
mandate-title = SEPA direct debit mandate
mandate-show = Show mandate
mandate-download = Save mandate as PDF
mandate-file = mandate.pdf
mandate-active = Valid
mandate-lapsed = Lapsed
mandate-type = Type of payment
mandate-recurrent = Recurrent payment
mandate-one-off = One-off payment
mandate-creditor = Creditor
mandate-creditor-id = Creditor identifier
mandate-address = Address
mandate-consented = Agreed to in the portal
mandate-amended = Account changed
mandate-last-debit = Latest debit, due on
mandate-lapses = Lapses without a debit on
mandate-revoked-at = Withdrawn
mandate-street = Street and number
mandate-too-long = Please shorten this entry.
mandate-consent = I give this mandate.
mandate-give = Give mandate
consent-missing = Please tick this box to go on.
account-change = Change account
account-change-text = The mandate stays; debits are made from the new account from then on. We tell you by e-mail as well.
account-consent = I agree that this mandate is valid for the new account.
account-changed = The account was changed. Debits are made from it from now on.
revoke-mandate = Withdraw mandate
revoke-mandate-text = Nothing is debited from this account any more. A debit that the bank has already is not stopped. For what is still to be paid, another payment method is needed.
revoke-mandate-default = It is your default. Please choose or add another one soon, so that no invoice is left unpaid.
revoke-mandate-done = The mandate is withdrawn.
iban-character = An IBAN has letters from A to Z and digits only. Please check it.
iban-country = Direct debit is not possible from an account with this IBAN. The first two letters have to be those of a country in the SEPA area.
iban-length = This IBAN is too short or too long for its country. Please check it.
iban-digits = A character in this IBAN is wrong, or two are swapped: the check digits do not match.
iban-structure = This is not how an IBAN of this country looks. Please check it.
iban-unchanged = This account is debited already. Please enter another IBAN.

## Adding a payment method
add-title = Add payment method
add-question = How would you like to pay?
add-nothing-title = Nothing can be added at the moment
add-nothing-text = This way to pay is not offered here at the moment. Please contact us.
add-card-hint = Your bank may ask you to confirm it.
add-sepa-hint = We debit your account; you give a mandate for that here.
add-transfer-hint = You transfer the amount of each invoice yourself.
add-redirect-hint = You confirm it on the provider’s page.
add-testing-hint = For trying out: no money moves.
add-continue = Continue
add-use-kept = For this invoice and later payments
add-use-once = For this invoice alone
add-use-once-hint = The payment method is removed as soon as the invoice is paid.
add-redirect-text = You go to our payment provider to confirm, and come back here afterwards.
add-script-text = In the next step you enter your data in a field of our payment provider Stripe. They go straight to Stripe; we never see them.
add-script-card-text = What you enter here goes straight to our payment provider Stripe; we never see your card number.
add-script-debit-text = Your IBAN goes straight to our payment provider Stripe.
add-script-loading = Loading the payment provider’s field
add-script-missing = The payment provider could not be reached. A blocker in your browser may be the reason. Nothing is lost.
add-stripe-mandate = By providing your IBAN and confirming, you authorise (A) { $merchant } and Stripe, our payment service provider, to send instructions to your bank to debit your account and (B) your bank to debit your account in accordance with those instructions. As part of your rights, you are entitled to a refund from your bank under the terms and conditions of your agreement with your bank. A refund must be claimed within eight weeks starting from the date on which your account was debited. Your rights are explained in a statement that you can obtain from your bank. You agree to receive notifications for future debits up to two days before they occur.
add-card-field = Card
add-card-save = Save card
add-transfer-text = Please transfer the amount of each invoice to this account, with the number of the invoice as the reference.
transfer-holder = Recipient
transfer-copy = Copy IBAN
transfer-copied = Copied
transfer-not-copied = Your browser does not allow this. Please select the IBAN and copy it by hand.
transfer-choose = Pay by bank transfer
transfer-instead = Transfer the amount yourself
transfer-amount = Amount
transfer-reference = Reference
transfer-scan = Or scan this code with your banking app.
transfer-code = Code for your banking app
add-leaving = You are being taken to the payment provider.
add-waiting-title = Not completed yet
add-waiting-text = The payment provider is still waiting for your confirmation. You can go on there, or leave it.
add-other = Choose another way
add-refused-title = That did not work
add-done = “{ $name }” was added
add-done-mandate = Keep the mandate for your records.
add-back = To your payment methods
add-to-invoice = Back to the invoice

## By a mailed link
link-hello = Hello, { $customer }! Here you add a payment method, without signing in.
link-use = What should it be used for?
link-use-existing = Use it for my existing subscriptions
link-use-future = Use it for future subscriptions
link-begun = You had begun to add a payment method. You can go on with it, or begin anew below.
link-pay-dead = Such a link works until a payment method was added, and for a limited time. Please ask us for a new one.
link-mandate = Keep the mandate for your records.
link-invoices = Your open invoices
link-to-transfer = Please transfer these amounts, each with the number of its invoice as the reference. They are not collected.
link-pending = Being paid
link-underway = On its way: your bank needs a few days
link-way-on = Go on
link-close = That is all. You can close this page.

## Paying an invoice
pay-title = Pay invoice
pay-invoice = Invoice
pay-open = To be paid
pay-failed-before = The last payment failed. You can pay now, with the same payment method or with another one.
pay-nothing = There is nothing to pay on this invoice.
pay-no-method = There is no payment method to pay it with. Please add one.
pay-question = How would you like to pay this invoice?
pay-add-another = Add another payment method
pay-now = Pay now
pay-announced = The direct debit is announced to you first, and debited a few days later.
pay-keep = Collect this invoice with it
pay-kept = This invoice is collected with it.
pay-done-title = Paid
pay-done = Thank you: { $amount } was paid.
pay-underway-title = On its way
pay-underway = { $amount } is being debited. Your bank needs a few days for that; you need not do anything.
pay-underway-on = { $amount } will be debited from your account on { $date }. You need not do anything.
pay-pending-title = No answer yet
pay-pending = We have asked for { $amount } and wait for the answer. You can leave this page: it goes on by itself, and nothing is paid twice.
pay-failed-title = The payment failed
pay-other = Pay another way
pay-back = To your invoices
pay-forbidden = Your role lets you look here, and change nothing. Please ask an owner.

## Why a payment method or a payment was refused
refused-declined = The bank declined it without giving a reason. Please ask your bank, or use another payment method.
refused-funds = There is not enough money in the account.
refused-expired = The card has expired.
refused-data = Something in what was entered is wrong. Please check number, date and security code.
refused-authentication = Your bank wants you to confirm this, and that did not happen. Please try again, or use another payment method.
refused-limit = A limit of the card or the account was exceeded.
refused-mandate = The bank does not accept the mandate, or the debit was objected to.
refused-closed = The account was closed.
refused-unsupported = The bank does not allow this kind of payment, or not in this currency.
refused-again = Something went wrong at the provider. Please try again.
refused-cancelled = It was broken off. Nothing was changed.
refused-removed = The payment method was removed meanwhile.
refused-there = There is a payment method of this kind already, and only one is possible.
refused-given-up = The payment provider never answered, and the payment was given up. If money was taken all the same, it counts as soon as the provider says so.
refused-given-back = The money was given back at the payment provider.
refused-withdrawn = The direct debit was withdrawn before any money moved.
refused-paid-otherwise = Nothing was debited: the invoice is paid in another way.

## Invoices
invoices-empty-title = No invoices yet
invoices-empty-text = Your first invoice will appear here as soon as it is issued.
invoices-number = Number
invoices-date = Date
invoices-status = Status
invoices-due = Due
invoices-amount = Amount
invoices-open = { $amount } open
invoices-without-number = Not numbered yet
invoices-more = Show more invoices
invoices-loaded =
    { $count ->
        [one] 1 invoice is shown
       *[other] { $count } invoices are shown
    }
invoices-all =
    { $count ->
        [one] That is your only invoice.
       *[other] These are all { $count } invoices.
    }
invoice-paid = Paid
invoice-open = Open
invoice-overdue = Overdue
invoice-failed = Payment failed
invoice-underway = Payment on its way
invoice-collect-on = Will be debited on { $date }
invoice-reminded = Reminder sent
invoice-cancelled = Cancelled
invoice-credit = Credit note
invoice-cancellation = Cancellation
invoice-draft = Draft
invoice-finalizing = Being prepared

balance-title = Open balance
balance-open =
    { $count ->
        [one] open on one invoice
       *[other] open on { $count } invoices
    }
balance-overdue = { $amount } of it overdue
balance-underway = { $amount } of it on its way
balance-none = Nothing is open.

filter-title = Find invoices
filter-search = Search by number or contract
filter-year = Year
filter-year-all = All years
filter-status-all = All
filter-open = Open
filter-paid = Paid
filter-cancelled = Cancelled
filter-more = More filters
filter-type = Type
filter-type-all = All types
filter-invoices = Invoices
filter-credits = Credit notes
filter-cancellations = Cancellations
filter-from = Dated from
filter-to = Dated to
filter-days-wrong = The period ends before it begins.
filter-least = Amount from ({ $currency })
filter-most = Amount up to ({ $currency })
filter-amount-wrong = Please enter an amount, for example 49.90.
filter-clear = Clear filters
invoices-none-title = No invoice fits
invoices-none-text = Please check the search and the filters.
invoices-fit =
    { $count ->
        [one] One invoice fits.
       *[other] { $count } invoices fit.
    }
invoices-select = Select
invoices-select-one = Select { $number }
invoices-actions = Actions
invoice-pdf = PDF
invoice-xml = XML
invoice-preparing = Preparing …
invoice-no-file = There is no such file for this invoice.

selection-title = Selection
select-all = Select all that fit
selected =
    { $count ->
        [one] One is selected
       *[other] { $count } are selected
    }
selected-all = All that fit are selected
selected-but =
    { $count ->
        [one] All that fit but one are selected
       *[other] All that fit but { $count } are selected
    }
export-title = Progress of the file
export-zip = Download ZIP
export-csv = Download CSV
export-begun = The file is being prepared …
export-progress = { $done } of { $total } are ready
export-stop = Do not wait
export-done = The download has begun.
export-without =
    { $count ->
        [one] One invoice is left out: it has no file.
       *[other] { $count } invoices are left out: they have no files.
    }
export-broken = The file could not be made. Please try again.
export-no-files = These invoices have no files. You can download them as CSV.
export-too-many = These are more than 5,000 invoices. Please choose fewer, for example a shorter period.
export-wait =
    { $count ->
        [one] You have ordered many files. You can do so again in one minute.
       *[other] You have ordered many files. You can do so again in { $count } minutes.
    }

reader-title = Invoice
reader-invoice = Invoice { $number }
reader-credit = Credit note { $number }
reader-cancellation = Cancellation { $number }
reader-back = Back to the invoices
reader-print = Print
reader-glance = At a glance
reader-for = For
reader-date = Date
reader-paid-on = Paid on
reader-total = Total
reader-open = Still open
reader-recipient = Recipient
reader-seller = Issued by
reader-tax-number = Tax number
reader-service-period = Service period
reader-positions = Positions
reader-caption = Positions: { $name }
reader-position = Position
reader-period = Period
reader-days = { $billed } of { $of } days
reader-quantity = Quantity
reader-price = Unit price
reader-discount = Discount
reader-tax = VAT
reader-net = Prices and amounts without VAT.
reader-gross = Prices and amounts include VAT.
reader-sums = Amounts
reader-net-sum = Net
reader-tax-on = { $rate } VAT on { $net }
reader-untaxed-on = { $net }: { $why }
reader-rounding = Rounding
reader-fees = Reminder fees
reader-credited = Credited
reader-paid = Paid
reader-refund = To be given back to you
reader-buyer-reference = Your reference (Leitweg-ID)
reader-tax-in = VAT in { $currency }
reader-rate = { $base } = { $quote }, rate of { $date }
reader-terms = Payment as invoiced
reader-pay-transfer = { $amount } by transfer to this account.
reader-pay-debit-on = { $amount } by SEPA direct debit on { $date }.
reader-pay-debit = { $amount } by SEPA direct debit when it is due.
reader-pay-collected = { $amount } with your payment method.
reader-payments = Payments
payment-pending = Asked for
payment-underway = On its way
payment-failed = Failed
payment-returned = Returned
payment-withdrawn = Called off
payment-refunded = { $amount } given back
reader-related = Related documents
reader-takes-back = Belongs to
reader-taken-back = Taken back by

## Personal contact
contact-empty-title = No personal contact yet
contact-empty-text = As soon as somebody looks after you personally, you will find them here.
contact-intro = Happy to help with anything about your contract.
contact-speaks = Speaks: { $languages }.
contact-mail = Write an e-mail
contact-call = Call
contact-book = Book an appointment
contact-book-hint = opens in a new window

## Errors, one for each code
error-title = That did not work
error-network = We could not be reached. Please check your connection and try again.
error-wait =
    { $count ->
        [one] Too many attempts. Please wait one second and try again.
       *[other] Too many attempts. Please wait { $count } seconds and try again.
    }
error-malformed-request = The request could not be read. Please reload the page.
error-validation-failed = Something in your entry is not right. Please check it.
error-unauthorized = You are not signed in any more.
error-forbidden = You are not allowed to do this.
error-section-disabled = This section is not available at the moment.
error-not-found = This does not exist, or not any more.
error-method-not-allowed = This is not possible here. Please reload the page.
error-payload-too-large = That is too large to send.
error-unsupported-media-type = The request could not be read. Please reload the page.
error-too-many-requests = Too many attempts. Please wait a moment and try again.
error-code-invalid = This code is wrong, was used, or has expired. Type it once more, or ask for a new one.
error-step-up-required = Please confirm with a fresh code that it is you.
error-view-only = You see the portal as the customer does. Nothing can be changed here.
error-user-exists = This person can act for the customer already.
error-user-is-main = This person has the main address and stays an owner. Change the address first.
error-user-limit-reached = There are as many people as there may be. Remove one first.
error-recipient-exists = This address gets the invoices already, or has been asked.
error-recipient-limit-reached = There are as many further recipients as there may be. Remove one first.
error-account-frozen = A change of the e-mail address was undone. For 24 hours address, people, recipients of invoices and payment methods cannot be changed.
error-link-invalid = This link does not work any more.
error-number-taken = This number is already in use.
error-external-id-taken = This reference is already in use.
error-customer-not-active = Your account is not active. Please contact us.
error-already-cancelled = This contract is already cancelled.
error-already-current = These settings are in force already.
error-not-cancellable = This contract cannot be cancelled at the moment.
error-no-cancellation-pending = There is no cancellation to withdraw any more.
error-cancellation-date-invalid = The contract cannot end on this day.
error-address-archived = This address was removed. Please add a new one.
error-address-is-default = This is the default address. Please choose another default first.
error-wrong-state = This is not possible at the moment. Please look at it again.
error-not-in-trial = There is no trial running.
error-quantity-fixed = The quantity cannot be changed.
error-reason-in-use = This reason is in use. Please switch it off instead.
error-code-taken = This code is already in use.
error-billing-run-active = A billing run is still at work. Please wait for it.
error-customer-in-use = There are still running contracts or invoices for this.
error-customer-erased = The data of this customer were erased.
error-contact-in-use = This contact is still assigned to customers.
error-payment-method-in-use = This payment method is still needed. Add another one first, or wait until a payment that is on its way is over.
error-payment-method-exists = There are too many payment methods, or there is one of this kind already. Remove one first.
error-gateway-not-configured = This kind of payment is not set up at the moment.
error-payment-method-not-usable = This payment method cannot be used at the moment.
error-mail-not-resendable = This mail cannot be sent again.
error-delivery-not-resendable = This event cannot be sent again.
error-webhook-disabled = The endpoint is switched off.
error-concurrent-change = This has just been changed elsewhere. Please look at it again.
error-idempotency-key-reused = The request could not be repeated. Please reload the page.
error-idempotency-in-progress = Your request is still being worked on. Please wait a moment.
error-unavailable = This is not available right now. Please try again in a few minutes.
error-internal = Something went wrong on our side. Please try again in a few minutes.
