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
email-waits = Waiting for the confirmation from { $email }.
email-withdraw = Keep the old address
email-prove-title = Confirm new address
email-prove-text = This address becomes the main address, and you are signed in with it.
email-undo-title = That was not me
email-undo-text = The e-mail address stays as it was or goes back to the old one. Everybody is signed out, and for 24 hours nobody can change address or people.
email-undone = Done. The main address is { $email }; everybody was signed out.

people-title = People
people-text = Everybody here signs in with an e-mail address of their own.
people-invite = Invite somebody
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
payment-revoked = Mandate withdrawn
payment-unconfigured = Not usable right now
payment-disabled = Switched off

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
invoice-reminded = Reminder sent
invoice-cancelled = Cancelled
invoice-credit = Credit note
invoice-cancellation = Cancellation
invoice-draft = Draft
invoice-finalizing = Being prepared

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
error-account-frozen = A change of the e-mail address was undone. For 24 hours address and people cannot be changed.
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
error-payment-method-not-usable = This payment method cannot be used at the moment.
error-mail-not-resendable = This mail cannot be sent again.
error-delivery-not-resendable = This event cannot be sent again.
error-webhook-disabled = The endpoint is switched off.
error-concurrent-change = This has just been changed elsewhere. Please look at it again.
error-idempotency-key-reused = The request could not be repeated. Please reload the page.
error-idempotency-in-progress = Your request is still being worked on. Please wait a moment.
error-unavailable = This is not available right now. Please try again in a few minutes.
error-internal = Something went wrong on our side. Please try again in a few minutes.
