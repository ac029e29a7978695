// What Yahoo's option quotes have in common, in whatever file they come.
//
// Yahoo serves quotes of an open market with a quarter of an hour's delay and without their time;
// each option's last trade carries one, so the newest of them says when the snapshot was taken. A
// volume belongs to the day of the last trade and stays until the option trades again. An implied
// vol of 0.00001 means that none was found.
#pragma once

#include "data/source/rows.hpp"

namespace aots::data {

// Yahoo's own implied vol, or nothing where it is the placeholder.
std::optional<double> yahoo_vol(std::optional<double> vol);

// A bid of zero beside no ask is how Yahoo shows that it has no quote: both are absent,
// and so is a vol that it shows all the same.
void drop_empty_quote(OptionQuote& quote);

// Takes the volume off options that have not traded on the day of the newest trade: it is an
// earlier day's. Rows without a label of their own are labelled with that day.
void finish_yahoo_rows(SourceRows<ChainRow>& rows, bool labelled);

}  // namespace aots::data
