//! What makes a PDF a hybrid invoice, beside the XML in it: the metadata that name it (Factur-X 1.0, section 6.3).
//!
//! Typst cannot write metadata of its own (its issue 5667), so they are written into the file that it made: the XMP
//! grows, and what comes after it moves. Typst writes a plain cross-reference table and leaves the XMP uncompressed, so
//! that is a page of code. The finished file is the same as if Typst had written it.

use std::ops::Range;

use crate::typeset::DocumentError;

/// The XML's name in the file.
pub(super) const FILE_NAME: &str = "factur-x.xml";

/// PDF/A wants a description of each schema that it does not know itself (ISO 19005-3, 6.6.2.3).
const SCHEMA: &str = "<rdf:li rdf:parseType=\"Resource\">\
    <pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>\
    <pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>\
    <pdfaSchema:prefix>fx</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>";
const SCHEMA_END: &str = "</rdf:Seq></pdfaSchema:property></rdf:li>";
/// Name, value, description.
const PROPERTIES: [[&str; 3]; 4] = [
    [
        "DocumentType",
        "INVOICE",
        "The type of the hybrid document in capital letters",
    ],
    ["DocumentFileName", FILE_NAME, "The name of the embedded XML document"],
    [
        "Version",
        "1.0",
        "The version of the standard that applies to the embedded XML document",
    ],
    [
        "ConformanceLevel",
        "EN 16931",
        "The conformance level of the embedded XML document",
    ],
];

const SCHEMAS: &str = "<pdfaExtension:schemas><rdf:Bag>";
const DESCRIPTIONS_END: &str = "</rdf:RDF>";
/// An entry of the cross-reference table: offset, generation, kind.
const ENTRY: usize = 20;
const OFFSET: usize = 10;

/// `pdf` with the metadata that name the XML in it.
pub(super) fn declared(pdf: Vec<u8>) -> Result<Vec<u8>, DocumentError> {
    inserted(pdf).ok_or(DocumentError::Metadata)
}

fn inserted(mut pdf: Vec<u8>) -> Option<Vec<u8>> {
    let table = Table::of(&pdf)?;
    let catalog = table.object(&pdf, reference(&pdf, table.trailer.clone(), "/Root ")?)?;
    let metadata = table.object(&pdf, reference(&pdf, catalog, "/Metadata ")?)?;
    // By its length, not by what follows: a name in it may say anything.
    let start = find(&pdf, metadata.clone(), "stream\n")? + "stream\n".len();
    let length = find(&pdf, metadata.start..start, "/Length ")? + "/Length ".len();
    let digits = digits(&pdf, length)?;
    let end = start + number(&pdf, digits.clone())?;
    let xmp = extended(std::str::from_utf8(pdf.get(start..end)?).ok()?)?;
    let new_length = xmp.len().to_string();
    let moved = (xmp.len() + new_length.len()).checked_sub(end - start + digits.len())?;
    table.shift(&mut pdf, metadata.start, moved)?;
    pdf.splice(start..end, xmp.into_bytes());
    pdf.splice(digits, new_length.into_bytes());
    Some(pdf)
}

/// The XMP with the schema's description and its four properties.
fn extended(xmp: &str) -> Option<String> {
    let mut schema = SCHEMA.to_owned();
    let mut values = String::from(
        "<rdf:Description rdf:about=\"\" xmlns:fx=\"urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#\">",
    );
    for [name, value, description] in PROPERTIES {
        schema.push_str("<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>");
        schema.push_str(name);
        schema.push_str("</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>");
        schema.push_str("<pdfaProperty:category>external</pdfaProperty:category><pdfaProperty:description>");
        schema.push_str(description);
        schema.push_str("</pdfaProperty:description></rdf:li>");
        values.push_str(&["<fx:", name, ">", value, "</fx:", name, ">"].concat());
    }
    let (before, after) = xmp.split_once(SCHEMAS)?;
    let (between, after) = after.split_once(DESCRIPTIONS_END)?;
    let parts = [
        before,
        SCHEMAS,
        &schema,
        SCHEMA_END,
        between,
        &values,
        "</rdf:Description>",
        DESCRIPTIONS_END,
        after,
    ];
    Some(parts.concat())
}

/// The cross-reference table (ISO 32000-1, 7.5.4): one section, from object 0 on.
struct Table {
    /// Where its entries stand.
    entries: Range<usize>,
    trailer: Range<usize>,
    /// Where the number stands that says where it is.
    start: Range<usize>,
}

impl Table {
    fn of(pdf: &[u8]) -> Option<Self> {
        let mark = b"startxref\n";
        let last = pdf.windows(mark.len()).rposition(|window| window == mark)?;
        let start = digits(pdf, last + mark.len())?;
        let at = number(pdf, start.clone())?;
        let head = at + "xref\n0 ".len();
        pdf.get(at..head).filter(|text| *text == b"xref\n0 ")?;
        let count = digits(pdf, head)?;
        let first = count.end + 1;
        let end = first + number(pdf, count)? * ENTRY;
        pdf.get(first..end)?;
        Some(Self {
            entries: first..end,
            trailer: end..last,
            start,
        })
    }

    /// Where an object stands, up to its end.
    fn object(&self, pdf: &[u8], number: usize) -> Option<Range<usize>> {
        let entry = self.entries.clone().step_by(ENTRY).nth(number)?;
        let start = self::number(pdf, entry..entry + OFFSET)?;
        let end = find(pdf, start..self.entries.start, "endobj")?;
        Some(start..end)
    }

    /// Says that all objects after `from`, and the table itself, are found `by` bytes later.
    fn shift(&self, pdf: &mut Vec<u8>, from: usize, by: usize) -> Option<()> {
        for entry in self.entries.clone().step_by(ENTRY) {
            let offset = entry..entry + OFFSET;
            let old = number(pdf, offset.clone())?;
            if pdf.get(entry + ENTRY - 3) == Some(&b'n') && old > from {
                pdf.splice(offset, format!("{:0OFFSET$}", old + by).into_bytes());
            }
        }
        let moved = number(pdf, self.start.clone())? + by;
        pdf.splice(self.start.clone(), moved.to_string().into_bytes());
        Some(())
    }
}

/// The object that `key` refers to.
fn reference(pdf: &[u8], within: Range<usize>, key: &str) -> Option<usize> {
    let at = find(pdf, within, key)? + key.len();
    number(pdf, digits(pdf, at)?)
}

fn find(pdf: &[u8], within: Range<usize>, text: &str) -> Option<usize> {
    let found = pdf
        .get(within.clone())?
        .windows(text.len())
        .position(|window| window == text.as_bytes())?;
    Some(within.start + found)
}

fn digits(pdf: &[u8], from: usize) -> Option<Range<usize>> {
    let count = pdf.get(from..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (count > 0).then_some(from..from + count)
}

fn number(pdf: &[u8], at: Range<usize>) -> Option<usize> {
    std::str::from_utf8(pdf.get(at)?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    const XMP: &str = "endobj endstream <pdfaExtension:schemas><rdf:Bag></rdf:Bag></pdfaExtension:schemas></rdf:RDF>";

    /// A file of three objects, the metadata before and after others.
    fn file(xmp: &str) -> Vec<u8> {
        let objects = [
            "1 0 obj\n<</Title(/Metadata 3 0 R stream)>>\nendobj\n\n".to_owned(),
            format!(
                "2 0 obj\n<</Length {}>>\nstream\n{xmp}\nendstream\nendobj\n\n",
                xmp.len()
            ),
            "3 0 obj\n<</Type/Catalog/Metadata 2 0 R>>\nendobj\n\n".to_owned(),
        ];
        let mut pdf = "%PDF-1.7\n".to_owned();
        let mut table = "xref\n0 4\n0000000000 65535 f\r\n".to_owned();
        for object in objects {
            writeln!(table, "{:010} 00000 n\r", pdf.len()).unwrap();
            pdf += &object;
        }
        let start = pdf.len();
        (pdf + &table + &format!("trailer\n<</Size 4/Root 3 0 R>>\nstartxref\n{start}\n%%EOF")).into_bytes()
    }

    #[test]
    fn the_file_reads_as_if_it_had_been_written_so() {
        let pdf = declared(file(XMP)).unwrap();
        assert_eq!(pdf, file(&extended(XMP).unwrap()));
        let text = String::from_utf8(pdf).unwrap();
        assert!(text.contains("<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel></rdf:Description></rdf:RDF>"));
    }

    #[test]
    fn another_file_is_refused() {
        for wrong in [Vec::new(), b"startxref\n12\n".to_vec(), file("no packet")] {
            assert!(matches!(declared(wrong), Err(DocumentError::Metadata)));
        }
    }
}
