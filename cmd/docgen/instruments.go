package main

import (
	"bytes"
)

func (g *generator) instruments(b *bytes.Buffer) error {
	head(b, "Instrument", "Name", "Class", "Currency", "Price", "Duration, years", "Yield, %", "Outstanding, bn", "Daily sd, bp", "Issuer", "Status")
	for _, in := range g.economy.Balances.Instruments {
		if in.Class == "fx" {
			continue
		}
		row(b, code(in.ID), in.Name, in.Class, in.Currency, num(in.BasePrice), num(in.DurationYr), num(in.BaseYieldPct), num(in.OutstandingBn),
			num(in.DailySDBp), code(g.economy.Balances.Issuers[in.ID]), in.Status)
	}
	return nil
}

func (g *generator) currencies(b *bytes.Buffer) error {
	head(b, "Currency", "USD per unit", "Money, bn", "Daily sd, bp", "Issuer", "Status")
	for _, in := range g.economy.Balances.Instruments {
		if in.Class != "fx" {
			continue
		}
		sd := ""
		if in.DailySDBp != 0 {
			sd = num(in.DailySDBp)
		}
		row(b, code(in.ID), num(in.BasePrice), num(in.OutstandingBn), sd, code(g.economy.Balances.Issuers[in.ID]), in.Status)
	}
	return nil
}
