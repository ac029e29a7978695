#include "domain/quote_list.hpp"

#include "base/contract.hpp"

namespace aots {

void QuoteList::unpack() const {
  quotes_ = packed_->unpack();
  AOTS_EXPECTS(quotes_.size() == packed_->size());
  packed_.reset();
}

}  // namespace aots
