package economy

// levels reads yields, rates, exchange rates and sizes of markets.
func (l *loader) levels() error {
	t, err := openTable(l.fsys, "levels.csv", "name", "value", "unit")
	if err != nil {
		return err
	}
	for t.next() {
		name := t.str("name")
		if _, ok := l.b.Levels[name]; ok {
			t.fail("name", "appears twice")
		}
		t.str("unit")
		l.b.Levels[name] = t.num("value")
	}
	return t.err
}
