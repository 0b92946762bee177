"""The rules that XRechnung 3.0 adds to EN 16931, as assertions of our own.

After its specification 3.0.2, chapter 12 (BR-DE-…), and the rules that its validator took over from Peppol
(PEPPOL-EN16931-R…). Left out is what our documents never hold: attachments (BR-DE-22), cash discounts, a tax
representative (in BR-DE-16), lines below lines.

One exception: BR-DE-20, a warning there, wants the debtor's whole IBAN (BT-91). Documents travel by mail, so ours mask it on
purpose, and a masked one is accepted here; a mistyped one is not.
"""

import re
from decimal import Decimal

NAMESPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
GUIDELINE = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
TAXED = {"S", "Z", "E", "AE", "K", "G", "L", "M"}
TYPES = {"326", "380", "384", "389", "381", "875", "876", "877"}
TRANSFER, CARD, DEBIT = {"30", "58"}, {"48", "54", "55"}, {"59"}

# Where each business term stands.
PATHS = {
    "cii": {
        "guideline": "//ram:GuidelineSpecifiedDocumentContextParameter/ram:ID",
        "process": "//ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID",
        "type": "//rsm:ExchangedDocument/ram:TypeCode",
        "means": "//ram:SpecifiedTradeSettlementPaymentMeans/ram:TypeCode",
        "contact": "//ram:SellerTradeParty/ram:DefinedTradeContact",
        "contact name": "//ram:SellerTradeParty/ram:DefinedTradeContact/ram:PersonName",
        "phone": "//ram:SellerTradeParty//ram:TelephoneUniversalCommunication/ram:CompleteNumber",
        "email": "//ram:SellerTradeParty//ram:EmailURIUniversalCommunication/ram:URIID",
        "seller city": "//ram:SellerTradeParty/ram:PostalTradeAddress/ram:CityName",
        "seller zip": "//ram:SellerTradeParty/ram:PostalTradeAddress/ram:PostcodeCode",
        "buyer city": "//ram:BuyerTradeParty/ram:PostalTradeAddress/ram:CityName",
        "buyer zip": "//ram:BuyerTradeParty/ram:PostalTradeAddress/ram:PostcodeCode",
        "delivery": "//ram:ShipToTradeParty/ram:PostalTradeAddress",
        "delivery city": "//ram:ShipToTradeParty/ram:PostalTradeAddress/ram:CityName",
        "delivery zip": "//ram:ShipToTradeParty/ram:PostalTradeAddress/ram:PostcodeCode",
        "taxes": "//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax",
        "rates": "//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:RateApplicablePercent",
        "categories": "//ram:ApplicableTradeTax/ram:CategoryCode",
        "reference": "//ram:BuyerReference",
        "tax ids": "//ram:SellerTradeParty/ram:SpecifiedTaxRegistration/ram:ID",
        "preceding": "//ram:InvoiceReferencedDocument/ram:IssuerAssignedID",
        "account": "//ram:PayeePartyCreditorFinancialAccount",
        "iban": "//ram:PayeePartyCreditorFinancialAccount/ram:IBANID",
        "card": "//ram:ApplicableTradeSettlementFinancialCard",
        "debtor": "//ram:PayerPartyDebtorFinancialAccount/ram:IBANID",
        "mandate": "//ram:DirectDebitMandateID",
        "creditor": "//ram:CreditorReferenceID",
        "seller address": "//ram:SellerTradeParty/ram:URIUniversalCommunication/ram:URIID",
        "buyer address": "//ram:BuyerTradeParty/ram:URIUniversalCommunication/ram:URIID",
        "time": "//ram:ApplicableHeaderTradeSettlement/ram:BillingSpecifiedPeriod|//ram:OccurrenceDateTime",
        "start": "//ram:ApplicableHeaderTradeSettlement/ram:BillingSpecifiedPeriod/ram:StartDateTime/*",
        "end": "//ram:ApplicableHeaderTradeSettlement/ram:BillingSpecifiedPeriod/ram:EndDateTime/*",
        "line starts": "//ram:SpecifiedLineTradeSettlement/ram:BillingSpecifiedPeriod/ram:StartDateTime/*",
        "line ends": "//ram:SpecifiedLineTradeSettlement/ram:BillingSpecifiedPeriod/ram:EndDateTime/*",
        "lines": "//ram:IncludedSupplyChainTradeLineItem",
        "quantity": ".//ram:BilledQuantity",
        "price": ".//ram:NetPriceProductTradePrice/ram:ChargeAmount",
        "allowance": ".//ram:SpecifiedTradeAllowanceCharge/ram:ActualAmount",
        "amount": ".//ram:LineTotalAmount",
    },
    "ubl": {
        "guideline": "/*/cbc:CustomizationID",
        "process": "/*/cbc:ProfileID",
        "type": "/*/cbc:InvoiceTypeCode|/*/cbc:CreditNoteTypeCode",
        "means": "//cac:PaymentMeans/cbc:PaymentMeansCode",
        "contact": "//cac:AccountingSupplierParty//cac:Contact",
        "contact name": "//cac:AccountingSupplierParty//cac:Contact/cbc:Name",
        "phone": "//cac:AccountingSupplierParty//cac:Contact/cbc:Telephone",
        "email": "//cac:AccountingSupplierParty//cac:Contact/cbc:ElectronicMail",
        "seller city": "//cac:AccountingSupplierParty//cac:PostalAddress/cbc:CityName",
        "seller zip": "//cac:AccountingSupplierParty//cac:PostalAddress/cbc:PostalZone",
        "buyer city": "//cac:AccountingCustomerParty//cac:PostalAddress/cbc:CityName",
        "buyer zip": "//cac:AccountingCustomerParty//cac:PostalAddress/cbc:PostalZone",
        "delivery": "//cac:DeliveryLocation/cac:Address",
        "delivery city": "//cac:DeliveryLocation/cac:Address/cbc:CityName",
        "delivery zip": "//cac:DeliveryLocation/cac:Address/cbc:PostalZone",
        "taxes": "//cac:TaxSubtotal",
        "rates": "//cac:TaxSubtotal/cac:TaxCategory/cbc:Percent",
        "categories": "//cac:TaxCategory/cbc:ID|//cac:ClassifiedTaxCategory/cbc:ID",
        "reference": "/*/cbc:BuyerReference",
        "tax ids": "//cac:AccountingSupplierParty//cac:PartyTaxScheme/cbc:CompanyID",
        "preceding": "//cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID",
        "account": "//cac:PayeeFinancialAccount",
        "iban": "//cac:PayeeFinancialAccount/cbc:ID",
        "card": "//cac:CardAccount",
        "debtor": "//cac:PayerFinancialAccount/cbc:ID",
        "mandate": "//cac:PaymentMandate/cbc:ID",
        "creditor": "//cac:AccountingSupplierParty//cac:PartyIdentification/cbc:ID[@schemeID='SEPA']",
        "seller address": "//cac:AccountingSupplierParty//cbc:EndpointID",
        "buyer address": "//cac:AccountingCustomerParty//cbc:EndpointID",
        "time": "/*/cac:InvoicePeriod|//cbc:ActualDeliveryDate",
        "start": "/*/cac:InvoicePeriod/cbc:StartDate",
        "end": "/*/cac:InvoicePeriod/cbc:EndDate",
        "line starts": "/*/*/cac:InvoicePeriod/cbc:StartDate",
        "line ends": "/*/*/cac:InvoicePeriod/cbc:EndDate",
        "lines": "//cac:InvoiceLine|//cac:CreditNoteLine",
        "quantity": "cbc:InvoicedQuantity|cbc:CreditedQuantity",
        "price": "cac:Price/cbc:PriceAmount",
        "allowance": "cac:AllowanceCharge/cbc:Amount",
        "amount": "cbc:LineExtensionAmount",
    },
}


def text(node, path):
    found = node.xpath(path, namespaces=NAMESPACES)
    return found[0].text if found else None


def broken_rules(root, syntax):
    """The names of the rules that an XRechnung breaks."""
    paths = PATHS[syntax]
    say = lambda name: text(root, paths[name])
    every = lambda name: [each.text for each in root.xpath(paths[name], namespaces=NAMESPACES)]
    count = lambda name: len(every(name))
    means, phone, email = say("means"), say("phone") or "", say("email") or ""
    rules = {
        "BR-DE-1": count("means") == 1,
        "BR-DE-2": count("contact") == 1,
        "BR-DE-3": bool(say("seller city")),
        "BR-DE-4": bool(say("seller zip")),
        "BR-DE-5": bool(say("contact name")),
        "BR-DE-6": bool(phone),
        "BR-DE-7": bool(email),
        "BR-DE-8": bool(say("buyer city")),
        "BR-DE-9": bool(say("buyer zip")),
        "BR-DE-10": not count("delivery") or bool(say("delivery city")),
        "BR-DE-11": not count("delivery") or bool(say("delivery zip")),
        "BR-DE-14": count("rates") == count("taxes") > 0,
        "BR-DE-15": bool(say("reference")),
        "BR-DE-16": not TAXED & set(every("categories")) or count("tax ids") > 0,
        "BR-DE-17": say("type") in TYPES,
        "BR-DE-19": means != "58" or is_iban(say("iban") or ""),
        "BR-DE-20": means not in DEBIT or is_iban(say("debtor") or "") or is_masked_iban(say("debtor") or ""),
        "BR-DE-21": say("guideline") == GUIDELINE,
        "BR-DE-23": (means in TRANSFER) == bool(count("account")),
        "BR-DE-24": (means in CARD) == bool(count("card")),
        "BR-DE-25": (means in DEBIT) == bool(count("mandate")),
        "BR-DE-26": say("type") != "384" or bool(say("preceding")),
        "BR-DE-27": len(re.findall("[0-9]", phone)) >= 3,
        "BR-DE-28": bool(re.fullmatch(r"[^@\s.][^@\s]*[^@\s.]@[^@\s.][^@\s]*[^@\s.]", email)),
        "BR-DE-30": means not in DEBIT or bool(say("creditor")),
        "BR-DE-31": means not in DEBIT or bool(say("debtor")),
        "BR-DE-TMP-32": count("time") > 0,
        "PEPPOL-EN16931-R001": say("process") == PROCESS,
        "PEPPOL-EN16931-R008": not has_empty(root),
        "PEPPOL-EN16931-R010": bool(say("buyer address")),
        "PEPPOL-EN16931-R020": bool(say("seller address")),
        "PEPPOL-EN16931-R061": means not in DEBIT or bool(say("mandate")),
        "PEPPOL-EN16931-R110": all(day >= (say("start") or "") for day in every("line starts")),
        "PEPPOL-EN16931-R111": all(day <= (say("end") or "") for day in every("line ends")),
        "PEPPOL-EN16931-R120": all(
            is_right(line, paths) for line in root.xpath(paths["lines"], namespaces=NAMESPACES)
        ),
    }
    return [f"own {rule}" for rule, is_kept in rules.items() if not is_kept]


def has_empty(root):
    return any(not len(each) and not (each.text or "").strip() for each in root.iter())


def is_right(line, paths):
    """Quantity × price − allowance is the amount, to the half cent (the rule itself allows two cents)."""
    part = lambda name: Decimal(text(line, paths[name]) or 0)
    return abs(part("quantity") * part("price") - part("allowance") - part("amount")) <= Decimal("0.005") * unit(line, paths)


def unit(line, paths):
    """1 where an amount has cents, 100 where it has none (yen), 0.1 where it has mills."""
    amount = text(line, paths["amount"])
    places = len(amount.partition(".")[2])
    return Decimal(100) / Decimal(10) ** places


def is_masked_iban(iban):
    """Country, check digits and the last four characters, perhaps two more: what is between is hidden."""
    return bool(re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{0,2}\*{5,26}[A-Z0-9]{4}", iban.replace(" ", "")))


def is_iban(iban):
    digits = "".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4]) if iban.isalnum() else "0"
    return int(digits) % 97 == 1
