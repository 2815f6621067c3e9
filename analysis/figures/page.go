package figures

import (
	"fmt"
	"image/color"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"kirifuda/internal/english"
)

// Sizes of pages.
const (
	Wide   = 12 * vg.Inch  // width for three panels in a row
	Narrow = 7.2 * vg.Inch // width for one panel
	height = 4.3 * vg.Inch
)

// Page is a figure ready to be drawn: titled panels in a row, and a caption below.
type Page struct {
	Panels  []*plot.Plot // panels made by NewPlot
	Caption string       // what is shown, the number of runs and the seed
	Width   vg.Length    // 0 means Narrow
}

func (g *Page) width() vg.Length {
	if g.Width == 0 {
		return Narrow
	}
	return g.Width
}

// draw lays out the panels.
func (g *Page) draw(c draw.Canvas, heading text.Style) {
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())
	const top, gap, leading = 34, 18, 13
	small := textStyle(10, grey)
	lines := wrap(g.Caption, c.Max.X-c.Min.X-2*gap, small.Width)
	foot := vg.Length(15 + leading*len(lines))
	w := (c.Max.X - c.Min.X - vg.Length(gap*(len(g.Panels)+1))) / vg.Length(len(g.Panels))
	for i, p := range g.Panels {
		x := c.Min.X + gap + vg.Length(i)*(w+gap)
		title := p.Title.Text
		p.Title.Text = ""
		p.Draw(draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: x, Y: c.Min.Y + foot}, Max: vg.Point{X: x + w, Y: c.Max.Y - top},
		}})
		p.Title.Text = title
		c.FillText(heading, vg.Point{X: x, Y: c.Max.Y - 22}, fit(title, w, heading.Width))
	}
	for i, line := range lines {
		c.FillText(small, vg.Point{X: c.Min.X + gap, Y: c.Min.Y + 8 + vg.Length(len(lines)-1-i)*leading}, line)
	}
}

// fit shortens a text by whole words until it is no wider than w.
func fit(text string, w vg.Length, width func(string) vg.Length) string {
	words := strings.Fields(text)
	for n := len(words); n > 1 && width(text) > w; n-- {
		text = strings.Join(words[:n-1], " ") + " …"
	}
	return text
}

// wrap breaks a text into lines no wider than w, unless a single word is wider.
func wrap(text string, w vg.Length, width func(string) vg.Length) []string {
	var lines []string
	for _, word := range strings.Fields(text) {
		if n := len(lines); n > 0 && width(lines[n-1]+" "+word) <= w {
			lines[n-1] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}

// title capitalises a description and cuts it at its first comma or semicolon.
func title(doc string) string {
	if i := strings.IndexAny(doc, ",;"); i > 0 {
		doc = doc[:i]
	}
	return strings.ToUpper(doc[:1]) + doc[1:]
}

// simulated begins every caption.
const simulated = "Simulated, not a forecast."

// captionOfBands explains lines and bands and states the number of runs, or of pairs
// of runs, and the seed.
func (s *study) captionOfBands(of *paths, what string) string {
	name := s.series.Name
	if len(of.runs) == 1 {
		return fmt.Sprintf("%s %s. One run, seed %d.", simulated, name, s.seed)
	}
	text := fmt.Sprintf("%s %s. Lines are medians, %s %s, seed %d.", simulated, name, s.bandsText(len(of.runs)), s.count(of, what), s.seed)
	if of.missing() {
		text += " Runs without a value are left out"
		if of.thin() {
			text += ", and so are days on which most have none"
		}
		text += "."
	}
	return text
}

// captionOfEvent explains the mark of the event day, if there is one, and says what is
// missing in an unfinished experiment.
func (s *study) captionOfEvent() string {
	if s.eventDate == 0 {
		return s.captionOfExtent()
	}
	return s.captionOfExtent() + " Dotted: " + date(s.eventDate).Format("2 January 2006") + ", the event day."
}

// captionOfExtent says what is missing in an unfinished experiment.
func (s *study) captionOfExtent() string {
	if s.note == "" {
		return ""
	}
	return " " + strings.ToUpper(s.note[:1]) + s.note[1:] + "."
}

// count states the numbers of runs or pairs and of points of the design.
func (s *study) count(of *paths, what string) string {
	text := english.Count(len(of.runs), what)
	if s.points > 1 {
		text += " at " + english.Count(s.points, "point") + " of the design"
	}
	return text
}
