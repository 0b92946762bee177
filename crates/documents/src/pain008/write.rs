//! The file, element by element, in the order of the schema.

use std::{collections::BTreeMap, io};

use chrono::NaiveDate;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use super::{Address, Amendment, Collection, DebitFile, DebitFileError, Debtor, Mandate, OriginalAccount, Sequence};

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08";
/// The longest that a control sum may be: 18 digits.
const HIGHEST_SUM: i64 = 999_999_999_999_999_999;
/// The longest name of a block.
const BLOCK_ID: usize = 35;

type Xml = Writer<Vec<u8>>;

/// What is collected on one day in one sequence.
struct Block<'a> {
    id: String,
    date: NaiveDate,
    sequence: Sequence,
    sum_cents: i64,
    collections: Vec<&'a Collection>,
}

pub(super) fn file(file: &DebitFile) -> Result<Vec<u8>, DebitFileError> {
    let blocks = blocks(file)?;
    let sum = sum(blocks.iter().map(|block| block.sum_cents))?;
    let mut xml = Xml::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("Document")
        .with_attribute(("xmlns", NAMESPACE))
        .write_inner_content(|xml| {
            group(xml, "CstmrDrctDbtInitn", |xml| {
                header(xml, file, sum)?;
                blocks.iter().try_for_each(|each| block(xml, file, each))
            })
        })?;
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn blocks(file: &DebitFile) -> Result<Vec<Block<'_>>, DebitFileError> {
    let mut groups: BTreeMap<_, Vec<&Collection>> = BTreeMap::new();
    for each in &file.collections {
        let group = groups.entry((each.collection_date, each.sequence)).or_default();
        group.push(each);
    }
    let numbered = (1..).zip(groups);
    let blocks = numbered.map(|(number, ((date, sequence), collections))| {
        Ok(Block {
            id: block_id(&file.message_id, number),
            date,
            sequence,
            sum_cents: sum(collections.iter().map(|each| each.amount_cents))?,
            collections,
        })
    });
    blocks.collect()
}

/// The file's id with a number after it, shortened where that is too long (the set is ASCII).
fn block_id(message_id: &str, number: usize) -> String {
    let number = format!("-{number}");
    let kept = message_id.len().min(BLOCK_ID - number.len());
    message_id[..kept].to_owned() + &number
}

fn sum(cents: impl Iterator<Item = i64>) -> Result<i64, DebitFileError> {
    let mut sum = 0_i64;
    for each in cents {
        let next = sum.checked_add(each).filter(|sum| *sum <= HIGHEST_SUM);
        sum = next.ok_or(DebitFileError::Sum)?;
    }
    Ok(sum)
}

fn header(xml: &mut Xml, file: &DebitFile, sum: i64) -> io::Result<()> {
    group(xml, "GrpHdr", |xml| {
        leaf(xml, "MsgId", &file.message_id)?;
        leaf(
            xml,
            "CreDtTm",
            &file.created_at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        )?;
        leaf(xml, "NbOfTxs", &file.collections.len().to_string())?;
        leaf(xml, "CtrlSum", &euros(sum))?;
        leaf(xml, "InitgPty/Nm", &file.initiator)
    })
}

fn block(xml: &mut Xml, file: &DebitFile, block: &Block) -> io::Result<()> {
    let creditor = &file.creditor;
    group(xml, "PmtInf", |xml| {
        leaf(xml, "PmtInfId", &block.id)?;
        leaf(xml, "PmtMtd", "DD")?;
        leaf(xml, "BtchBookg", "true")?;
        leaf(xml, "NbOfTxs", &block.collections.len().to_string())?;
        leaf(xml, "CtrlSum", &euros(block.sum_cents))?;
        group(xml, "PmtTpInf", |xml| {
            leaf(xml, "SvcLvl/Cd", "SEPA")?;
            leaf(xml, "LclInstrm/Cd", "CORE")?;
            leaf(xml, "SeqTp", block.sequence.code())
        })?;
        leaf(xml, "ReqdColltnDt", &block.date.to_string())?;
        leaf(xml, "Cdtr/Nm", &creditor.name)?;
        leaf(xml, "CdtrAcct/Id/IBAN", &creditor.iban)?;
        bank(xml, "CdtrAgt", creditor.bic.as_deref())?;
        leaf(xml, "ChrgBr", "SLEV")?;
        group(xml, "CdtrSchmeId", |xml| scheme(xml, &creditor.creditor_identifier))?;
        block.collections.iter().try_for_each(|each| collection(xml, each))
    })
}

fn scheme(xml: &mut Xml, creditor_identifier: &str) -> io::Result<()> {
    group(xml, "Id", |xml| {
        group(xml, "PrvtId", |xml| {
            group(xml, "Othr", |xml| {
                leaf(xml, "Id", creditor_identifier)?;
                leaf(xml, "SchmeNm/Prtry", "SEPA")
            })
        })
    })
}

fn collection(xml: &mut Xml, collection: &Collection) -> io::Result<()> {
    group(xml, "DrctDbtTxInf", |xml| {
        leaf(xml, "PmtId/EndToEndId", &collection.end_to_end_id)?;
        xml.create_element("InstdAmt")
            .with_attribute(("Ccy", "EUR"))
            .write_text_content(BytesText::new(&euros(collection.amount_cents)))?;
        group(xml, "DrctDbtTx", |xml| mandate(xml, &collection.mandate))?;
        debtor(xml, &collection.debtor)?;
        leaf(xml, "RmtInf/Ustrd", &collection.remittance)
    })
}

fn mandate(xml: &mut Xml, mandate: &Mandate) -> io::Result<()> {
    group(xml, "MndtRltdInf", |xml| {
        leaf(xml, "MndtId", &mandate.reference)?;
        leaf(xml, "DtOfSgntr", &mandate.signed_on.to_string())?;
        let Some(amendment) = &mandate.amendment else {
            return Ok(());
        };
        leaf(xml, "AmdmntInd", "true")?;
        group(xml, "AmdmntInfDtls", |xml| self::amendment(xml, amendment))
    })
}

fn amendment(xml: &mut Xml, amendment: &Amendment) -> io::Result<()> {
    if let Some(reference) = &amendment.original_reference {
        leaf(xml, "OrgnlMndtId", reference)?;
    }
    match &amendment.original_account {
        Some(OriginalAccount::Iban(iban)) => leaf(xml, "OrgnlDbtrAcct/Id/IBAN", iban),
        Some(OriginalAccount::Undisclosed) => leaf(xml, "OrgnlDbtrAcct/Id/Othr/Id", "SMNDA"),
        None => Ok(()),
    }
}

fn debtor(xml: &mut Xml, debtor: &Debtor) -> io::Result<()> {
    bank(xml, "DbtrAgt", debtor.bic.as_deref())?;
    group(xml, "Dbtr", |xml| {
        leaf(xml, "Nm", &debtor.name)?;
        debtor.address.iter().try_for_each(|each| address(xml, each))
    })?;
    leaf(xml, "DbtrAcct/Id/IBAN", &debtor.iban)
}

fn address(xml: &mut Xml, address: &Address) -> io::Result<()> {
    let lines = [
        ("StrtNm", address.street.as_deref()),
        ("BldgNb", address.building_number.as_deref()),
        ("PstCd", address.postcode.as_deref()),
        ("TwnNm", Some(&*address.town)),
        ("Ctry", Some(&*address.country)),
    ];
    group(xml, "PstlAdr", |xml| {
        let mut lines = lines.into_iter().filter_map(|(name, value)| Some((name, value?)));
        lines.try_for_each(|(name, value)| leaf(xml, name, value))
    })
}

/// A bank by its BIC, or the word that the scheme has for "by the IBAN alone".
fn bank(xml: &mut Xml, name: &str, bic: Option<&str>) -> io::Result<()> {
    group(xml, name, |xml| match bic {
        Some(bic) => leaf(xml, "FinInstnId/BICFI", bic),
        None => leaf(xml, "FinInstnId/Othr/Id", "NOTPROVIDED"),
    })
}

/// An element with what `content` writes into it.
fn group(xml: &mut Xml, name: &str, content: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    xml.create_element(name).write_inner_content(content)?;
    Ok(())
}

/// A text, escaped, in the elements that `path` names from the outside in.
fn leaf(xml: &mut Xml, path: &str, text: &str) -> io::Result<()> {
    if let Some((outer, inner)) = path.split_once('/') {
        return group(xml, outer, |xml| leaf(xml, inner, text));
    }
    xml.create_element(path).write_text_content(BytesText::new(text))?;
    Ok(())
}

fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
