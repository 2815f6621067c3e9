// Package acts is the language in which a scenario tells an institution what to do on
// given days: sell, buy, raise cash, intervene in a currency, issue or buy back debt, let
// bonds mature, or say something. An institution that is told to do something does it
// beside what it does by its own rule. It does not trade back what it has done: it learns
// of it by the method of an Adjuster.
package acts
