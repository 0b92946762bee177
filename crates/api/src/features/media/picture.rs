//! From the bytes that somebody sent to a small picture of ours.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder, imageops::FilterType,
    metadata::Orientation,
};

use super::MediaKind;

/// No side of a stored picture is longer.
const MOST_SIDE: u32 = 512;
/// No side, and no area, of a picture that is sent is larger: it would be gigabytes once unpacked.
const MOST_SENT_SIDE: u32 = 10_000;
const MOST_PIXELS: u64 = 16_000_000;
const MOST_MEMORY: u64 = 128 * 1024 * 1024;
const JPEG_QUALITY: u8 = 85;

/// A picture as it is stored: without metadata, upright, small.
#[derive(Debug)]
pub struct Small {
    pub mime: &'static str,
    pub width: u32,
    pub height: u32,
    pub bytes: Vec<u8>,
}

#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("this is not a picture of the declared kind, or it is damaged")]
    Unreadable(#[source] image::ImageError),
    #[error("the picture has too many pixels: at most 16 megapixels, and no side longer than 10000")]
    TooManyPixels,
}

/// Decodes, turns upright, makes small, and encodes anew.
pub fn small(bytes: &[u8], format: ImageFormat, kind: MediaKind) -> Result<Small, PictureError> {
    let (picture, orientation) = decode(bytes, format)?;
    // Made small before it is turned: the same picture, and less to move.
    let mut picture = if picture.width().max(picture.height()) > MOST_SIDE {
        picture.resize(MOST_SIDE, MOST_SIDE, FilterType::Triangle)
    } else {
        picture
    };
    picture.apply_orientation(orientation);
    let (width, height) = (picture.width(), picture.height());
    let (mime, bytes) = encode(picture, format, kind).map_err(PictureError::Unreadable)?;
    Ok(Small {
        mime,
        width,
        height,
        bytes,
    })
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<(DynamicImage, Orientation), PictureError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SENT_SIDE);
    limits.max_image_height = Some(MOST_SENT_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    // The header tells the size: what would not fit is refused before a pixel is unpacked.
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        return Err(PictureError::TooManyPixels);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(refused)?;
    Ok((picture, orientation))
}

fn refused(error: image::ImageError) -> PictureError {
    match error {
        image::ImageError::Limits(_) => PictureError::TooManyPixels,
        other => PictureError::Unreadable(other),
    }
}

/// Photos become JPEG, unless something shines through; drawings keep their sharp edges.
fn encode(
    picture: DynamicImage,
    sent: ImageFormat,
    kind: MediaKind,
) -> Result<(&'static str, Vec<u8>), image::ImageError> {
    let colours = picture.into_rgba8();
    let is_opaque = colours.pixels().all(|pixel| pixel.0[3] == u8::MAX);
    let as_jpeg = is_opaque && (sent == ImageFormat::Jpeg || kind == MediaKind::Photo);
    let mut bytes = Vec::new();
    if as_jpeg {
        let colours = DynamicImage::ImageRgba8(colours).into_rgb8();
        colours.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))?;
        return Ok(("image/jpeg", bytes));
    }
    colours.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)?;
    Ok(("image/png", bytes))
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage, Rgba, RgbaImage};

    use super::*;

    fn written(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        picture.into().write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    fn red(width: u32, height: u32) -> RgbImage {
        RgbImage::from_pixel(width, height, Rgb([200, 10, 10]))
    }

    #[test]
    fn a_large_picture_is_made_small_and_keeps_its_shape() {
        let sent = written(red(2000, 1000), ImageFormat::Png);
        let stored = small(&sent, ImageFormat::Png, MediaKind::Photo).unwrap();
        assert_eq!((stored.width, stored.height, stored.mime), (512, 256, "image/jpeg"));
        let tiny = small(
            &written(red(3, 2), ImageFormat::WebP),
            ImageFormat::WebP,
            MediaKind::Photo,
        )
        .unwrap();
        assert_eq!((tiny.width, tiny.height), (3, 2), "nothing is blown up");
    }

    #[test]
    fn what_shines_through_stays_a_png_and_so_does_a_drawing() {
        let glass = RgbaImage::from_pixel(4, 4, Rgba([0, 0, 0, 100]));
        let sent = written(glass, ImageFormat::Png);
        assert_eq!(
            small(&sent, ImageFormat::Png, MediaKind::Photo).unwrap().mime,
            "image/png"
        );
        let drawing = written(red(4, 4), ImageFormat::Png);
        assert_eq!(
            small(&drawing, ImageFormat::Png, MediaKind::Logo).unwrap().mime,
            "image/png"
        );
    }

    #[test]
    fn metadata_does_not_survive() {
        let mut sent = written(red(8, 8), ImageFormat::Jpeg);
        // A comment segment right after the start of the image.
        let comment = b"GPS 53.55 N 9.99 E";
        let length = u16::try_from(comment.len() + 2).unwrap().to_be_bytes();
        let segment = [&[0xff, 0xfe][..], &length, comment].concat();
        sent.splice(2..2, segment);
        let stored = small(&sent, ImageFormat::Jpeg, MediaKind::Photo).unwrap();
        assert!(!stored.bytes.windows(3).any(|part| part == b"GPS"));
    }

    #[test]
    fn a_camera_held_sideways_gives_an_upright_picture() {
        let mut sent = written(red(40, 20), ImageFormat::Jpeg);
        // Exif in its smallest form: one entry, orientation 6 (a quarter turn).
        let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let segment = [&[0xff, 0xe1][..], &length, exif].concat();
        sent.splice(2..2, segment);
        let stored = small(&sent, ImageFormat::Jpeg, MediaKind::Photo).unwrap();
        assert_eq!((stored.width, stored.height), (20, 40));
    }

    #[test]
    fn a_bomb_is_refused_by_its_header() {
        let mut bomb = written(red(1, 1), ImageFormat::Png);
        // Width and height in the first chunk, and its checksum.
        bomb[16..24].copy_from_slice(&[0, 0, 0x27, 0, 0, 0, 0x27, 0]);
        let sum = crc32fast::hash(&bomb[12..29]).to_be_bytes();
        bomb[29..33].copy_from_slice(&sum);
        let refused = small(&bomb, ImageFormat::Png, MediaKind::Photo).unwrap_err();
        assert!(matches!(refused, PictureError::TooManyPixels), "{refused:?}");
    }

    #[test]
    fn what_is_no_such_picture_is_refused() {
        let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;
        let png = written(red(4, 4), ImageFormat::Png);
        let half = &png[..png.len() / 2];
        for (bytes, format) in [
            (&svg[..], ImageFormat::Png),
            (&svg[..], ImageFormat::WebP),
            (&png[..], ImageFormat::Jpeg),
            (half, ImageFormat::Png),
            (&[][..], ImageFormat::Jpeg),
        ] {
            let refused = small(bytes, format, MediaKind::Photo).unwrap_err();
            assert!(matches!(refused, PictureError::Unreadable(_)), "{refused:?}");
        }
    }
}
