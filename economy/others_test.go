package economy

import "testing"

func TestCash(t *testing.T) {
	b := balances(t)
	gross := make(map[string]float64)
	for _, c := range b.Components {
		gross[c.Asset+"/"+c.Component] += c.AmountBn
	}
	near(t, "reserves", gross["usd/reserves"], b.Levels["bank_reserves_us"], 1e-9)
	near(t, "Treasury account", gross["usd/treasury_account"], b.Levels["tga"], 1e-9)
	near(t, "reverse repo", gross["usd/reverse_repo"], b.Levels["on_rrp"], 1e-9)
	near(t, "foreign repo pool", gross["usd/foreign_repo_pool"], b.Levels["fed_foreign_rrp_pool"], 1e-9)
	near(t, "repo lent", gross["usd/repo_lent"]+gross["usd/repo_borrowed"], 0, 1e-9)
	near(t, "dollar deposits", gross["usd/deposits"]+gross["usd/carry_long"]+gross["usd/deposits_owed"], 0, 1e-9)
	near(t, "yen lent", gross["jpy/yen_lent"]+gross["jpy/yen_borrowed"], 0, 1e-6)
	near(t, "yen deposits", gross["jpy/deposits"]+gross["jpy/deposits_owed"], 0, 1e-6)
	near(t, "carry book", -gross["jpy/yen_borrowed"]/b.Levels["usdjpy"], 250, 1e-9)
	near(t, "MoF deposits", float64(b.Units("jp_mof", "usd"))/1e11, 159.7, 1e-9)
	near(t, "Fed", float64(b.Units("us_fed", "usd"))/1e11, -4230, 0)
}
