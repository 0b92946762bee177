//! Pages as they are seen.

use super::reader::poppler;

/// A page as it is seen, ten pixels a millimetre.
pub struct Picture {
    width: usize,
    pixels: Vec<u8>,
}

impl Picture {
    /// The first one.
    pub fn of(pdf: &[u8]) -> Self {
        Self::page(pdf, 1)
    }

    pub fn page(pdf: &[u8], number: usize) -> Self {
        let number = number.to_string();
        let file = poppler("pdftoppm", &["-r", "254", "-f", &number, "-l", &number, "-"], pdf);
        // P6, width and height, the brightest value: each ends its line.
        let mut parts = file.splitn(4, |byte| *byte == b'\n').skip(1);
        let size = std::str::from_utf8(parts.next().unwrap()).unwrap();
        let (width, _) = size.split_once(' ').unwrap();
        Self {
            width: width.parse().unwrap(),
            pixels: parts.nth(1).unwrap().to_vec(),
        }
    }

    /// The colour so many tenths of a millimetre from the left and the upper edge.
    pub fn at(&self, x: usize, y: usize) -> [u8; 3] {
        let first = 3 * (y * self.width + x);
        self.pixels[first..first + 3].try_into().unwrap()
    }

    /// Where a colour is, as near as drawing it comes: the left, upper, right and lower end.
    pub fn extent(&self, colour: [u8; 3]) -> Option<[usize; 4]> {
        let is_it = |pixel: &[u8]| pixel.iter().zip(colour).all(|(is, due)| is.abs_diff(due) < 4);
        let places = self.pixels.chunks_exact(3).enumerate();
        let places = places.filter(|(_, pixel)| is_it(pixel));
        let places = places.map(|(at, _)| (at % self.width, at / self.width));
        places.fold(None, |extent, (x, y)| {
            let [left, top, right, bottom] = extent.unwrap_or([x, y, x, y]);
            Some([left.min(x), top.min(y), right.max(x), bottom.max(y)])
        })
    }

    /// Whether anything is drawn between the left, upper, right and lower edge of an area.
    pub fn has_ink(&self, [left, top, right, bottom]: [usize; 4]) -> bool {
        let rows = self.pixels.chunks_exact(3 * self.width);
        let mut rows = rows.take(bottom).skip(top);
        rows.any(|row| row[3 * left..3 * right].iter().any(|part| *part < 250))
    }
}
