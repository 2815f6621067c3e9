package world

// News says how the Vector of a statement of type Fundamentals came about. Nobody
// in the world needs it: it is there for observers, so that the news of a run can
// be recomputed.
type News struct {
	Factors []NewsFactor // common draws and the state of volatility
	// By instrument; zero where there is no news.
	SDBp    []float64 // standard deviation of the day's news
	Own     []float64 // draw of the instrument alone, in standard deviations
	DrawnBp []float64 // SDBp times the factors and Own with their weights; the rest of Vector is not drawn
}

// NewsFactor is a number behind the news about several instruments.
type NewsFactor struct {
	Name, Unit string
	Value      float64
}
