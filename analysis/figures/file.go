package figures

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"kirifuda/output"
)

// dpi is the resolution of png files.
const dpi = 150

// formatOf is the format given by the extension of a file in an existing folder.
func formatOf(file string) (string, error) {
	if st, err := os.Stat(file); err == nil && st.IsDir() {
		return "", fmt.Errorf("%s is a directory: name a file, such as %s", file, filepath.Join(file, "figure.svg"))
	}
	if dir := filepath.Dir(file); dir != "." {
		if _, err := os.Stat(dir); err != nil {
			return "", fmt.Errorf("%s: the directory %s does not exist", file, dir)
		}
	}
	format := strings.ToLower(strings.TrimPrefix(filepath.Ext(file), "."))
	if !slices.Contains([]string{"svg", "png", "pdf"}, format) {
		return "", fmt.Errorf("%s: the file of a figure must end in .svg, .png or .pdf", file)
	}
	return format, nil
}

// write writes a figure to a file.
func write(file string, existing output.Existing, data []byte) error {
	return output.WriteFile(file, existing, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// encode returns the page in a format.
func (g *Page) encode(format string) ([]byte, error) {
	c, err := canvas(format, g.width())
	if err != nil {
		return nil, err
	}
	heading := textStyle(12.5, ink)
	heading.Font.Weight = xfont.WeightBold
	if format == "pdf" {
		heading.Font.Variant, heading.Font.Weight = pdfBold.Variant, pdfBold.Weight
	}
	g.draw(draw.New(c), heading)
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return nil, err
	}
	// An SVG only names its font; a similar one replaces it where it is missing.
	data := b.Bytes()
	if format == "svg" {
		data = bytes.ReplaceAll(data, []byte("font-family:Liberation Sans"), []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif"))
	}
	return data, nil
}

func canvas(format string, width vg.Length) (vg.CanvasWriterTo, error) {
	if format == "png" {
		return vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(dpi))}, nil
	}
	return draw.NewFormattedCanvas(width, height, format)
}

// pdfBold is the bold face as a separate variant, because the PDF canvas registers
// fonts without a style but looks up a bold one by its style.
var pdfBold = font.Font{Typeface: "Liberation", Variant: "SansBold"}

func init() {
	// Equal pages must give equal files: unless told otherwise, a PDF takes its date
	// from the clock and the order of its fonts from a map.
	fpdf.SetDefaultCatalogSort(true)
	fpdf.SetDefaultCreationDate(time.Unix(0, 0).UTC())
	fpdf.SetDefaultModificationDate(time.Unix(0, 0).UTC())
	for _, f := range liberation.Collection() {
		if f.Font.Variant == "Sans" && f.Font.Weight == xfont.WeightBold && f.Font.Style == xfont.StyleNormal {
			font.DefaultCache.Add(font.Collection{{Font: pdfBold, Face: f.Face}})
		}
	}
}
