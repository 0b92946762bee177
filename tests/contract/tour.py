"""The tour of docs/api-clients.md with the generated Python client: each step says `ok …`, the first that fails ends it."""

import json
import os
import time
from uuid import UUID, uuid4

from portico_client import AuthenticatedClient, Client
from portico_client.api.billing_addresses import create_address, list_addresses, set_default_address
from portico_client.api.billing_runs import create_billing_run, get_billing_run
from portico_client.api.customers import authenticate_customer, create_customer
from portico_client.api.invoices import list_invoices
from portico_client.api.settings import get_hosted_pages, patch_hosted_pages, set_logo
from portico_client.api.sign_in import refresh_token
from portico_client.api.subscriptions import (
    cancel_subscription,
    create_subscription,
    get_subscription,
    list_subscriptions,
    preview_cancellation,
    revoke_cancellation,
)
from portico_client.models import (
    AddressIn,
    AddressType,
    BillingRunIn,
    BillingRunStatus,
    CancelIn,
    CustomerIn,
    HostedPagesPatch,
    Plan,
    Problem,
    RefreshIn,
    SubscriptionIn,
    SubscriptionItemIn,
)
from portico_client.types import File

demo = json.loads(os.environ["PORTICO_DEMO"])
origin = demo["apiBaseUrl"].removesuffix("/api")
key = AuthenticatedClient(base_url=origin, token=demo["apiKey"], raise_on_unexpected_status=True)


def ok(step: str, holds: object) -> None:
    assert holds, step
    print(f"ok {step}", flush=True)


# A customer of its own, with a contract of twelve months.
customer = create_customer.sync(
    client=key,
    body=CustomerIn(email=f"tour.{uuid4()}@example.com", company_name="Nordlicht GmbH", country_code="DE"),
)
assert not isinstance(customer, Problem), customer
subscription = create_subscription.sync(
    client=key,
    body=SubscriptionIn(
        customer=customer.id,
        plan=Plan(name="Hafenblick Plus"),
        items=[SubscriptionItemIn(name="Hafenblick Plus", unit_price="49.00", tax_rate=1900, billing_interval="1M")],
        contract_period="12M",
        later_contract_period="12M",
        cancellation_period="1M",
        later_cancellation_period="1M",
    ),
)
assert not isinstance(subscription, Problem), subscription
ok("a customer and a subscription are created", subscription.customer.id == customer.id)

credentials = authenticate_customer.sync(str(customer.id), client=key).data
person = AuthenticatedClient(base_url=origin, token=credentials.access_token, raise_on_unexpected_status=True)
ok("a customer is authenticated", credentials.customer_area_link.startswith("http"))

pair = refresh_token.sync(client=Client(base_url=origin), body=RefreshIn(refresh_token=credentials.refresh_token))
person = AuthenticatedClient(base_url=origin, token=pair.access_token, raise_on_unexpected_status=True)
ok("a refresh token gives a new pair", pair.expires_in > 0)

page = list_subscriptions.sync(client=person)
ok("the customer sees their own subscriptions", [row.id for row in page.data] == [subscription.id])

preview = preview_cancellation.sync(subscription.id, client=person)
ok("the preview names the day", preview.cancellation_last_day is not None and not preview.immediate)

cancelled = cancel_subscription.sync(subscription.id, client=person, body=CancelIn(), idempotency_key="tour-cancel")
ok("cancelling keeps to the preview", cancelled.cancellation_last_day == preview.cancellation_last_day)

again = cancel_subscription.sync_detailed(subscription.id, client=person, body=CancelIn(), idempotency_key="tour-cancel")
ok("the same key again changes nothing", again.headers.get("Idempotency-Replayed") == "true")

conflict = cancel_subscription.sync(subscription.id, client=person, body=CancelIn())
ok("a second cancellation is a conflict", isinstance(conflict, Problem) and conflict.type_ == "already-cancelled")

revoked = revoke_cancellation.sync(subscription.id, client=person)
ok("revoking restores it", not revoked.is_cancellation_pending and revoked.can_cancel)

address = create_address.sync(
    client=person,
    body=AddressIn(
        type_=AddressType.TYPE_INVOICE,
        company_name="Nordlicht GmbH",
        street="Speicherweg",
        house_number="12",
        zip_="20457",
        city="Hamburg",
    ),
)
default = set_default_address.sync(address.id, client=person)
ok("an address is added and made the default", default.default and default.id in {row.id for row in list_addresses.sync(client=person).data})

invoices, cursor = [], None
while True:
    page = list_invoices.sync(client=key, limit=50, **({"cursor": cursor} if cursor else {}))
    invoices += page.data
    cursor = page.pagination.next_cursor
    if not page.pagination.has_more:
        break
ok("all invoices are listed by cursor", len({row.id for row in invoices}) == len(invoices) > 50)

pages = patch_hosted_pages.sync(client=key, body=HostedPagesPatch(portal_title="Kundenbereich"))
ok("hosted pages are changed", pages.portal_title == get_hosted_pages.sync(client=key).portal_title == "Kundenbereich")
reset = patch_hosted_pages.sync(client=key, body=HostedPagesPatch(portal_title=None))
ok("null clears", reset.portal_title is None)

run = create_billing_run.sync(client=key, body=BillingRunIn(customer=customer.id))
deadline = time.monotonic() + 30
while run.status in {BillingRunStatus.QUEUED, BillingRunStatus.RUNNING} and time.monotonic() < deadline:
    run = get_billing_run.sync(run.id, client=key)
ok("a billing run bills the customer", run.status in {BillingRunStatus.FINISHED, BillingRunStatus.FINISHED_WITH_FAILURES} and run.invoices_issued == 1)

missing = get_subscription.sync(UUID("01a20397-b036-7000-8004-e9cb25c4b054"), client=person)
ok("what is missing is a problem", isinstance(missing, Problem) and (missing.status, missing.type_) == (404, "not-found"))

invalid = create_customer.sync(client=key, body=CustomerIn(email="no address", company_name="Nordlicht GmbH", country_code="XX"))
ok("a 422 names each field", isinstance(invalid, Problem) and {one.property_path for one in invalid.violations} == {"email", "countryCode"})

nobody = list_subscriptions.sync(client=AuthenticatedClient(base_url=origin, token="ptc_live_wrong"))
ok("a wrong key is a 401", isinstance(nobody, Problem) and nobody.status == 401)
