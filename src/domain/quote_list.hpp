// QuoteList: the quotes of one expiry, unpacked when somebody first looks at them.
//
// It reads and fills like a vector of quotes. Where it was made from packed quotes it knows how
// many there are, and unpacks them all at the first look at any of them: a backtest looks at a few
// expiries of a chain of dozens. A copy is unpacked, and so is a list that is written to. The first
// look is not safe from two threads at once: a chain belongs to one thread.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <vector>

#include "domain/option_quote.hpp"

namespace aots {

// The quotes of one expiry in some packed form, which it owns.
class QuotePack {
 public:
  QuotePack() = default;
  QuotePack(const QuotePack&) = delete;
  QuotePack& operator=(const QuotePack&) = delete;
  virtual ~QuotePack() = default;
  virtual std::size_t size() const = 0;
  // As many as size() says, ascending by (strike, right).
  virtual std::vector<OptionQuote> unpack() const = 0;
};

class QuoteList {
 public:
  using value_type = OptionQuote;
  using iterator = OptionQuote*;
  using const_iterator = const OptionQuote*;

  QuoteList() = default;
  QuoteList(std::initializer_list<OptionQuote> quotes) : quotes_(quotes) {}
  QuoteList(std::vector<OptionQuote> quotes) : quotes_(std::move(quotes)) {}
  explicit QuoteList(std::unique_ptr<const QuotePack> packed) : packed_(std::move(packed)) {}
  QuoteList(const QuoteList& other) : quotes_(other.unpacked()) {}
  QuoteList(QuoteList&&) noexcept = default;
  QuoteList& operator=(const QuoteList& other) {
    if (this != &other) *this = QuoteList(other);
    return *this;
  }
  QuoteList& operator=(QuoteList&&) noexcept = default;
  ~QuoteList() = default;

  // Without unpacking.
  std::size_t size() const { return packed_ ? packed_->size() : quotes_.size(); }
  bool empty() const { return size() == 0; }

  const OptionQuote& operator[](std::size_t at) const { return unpacked()[at]; }
  const OptionQuote& at(std::size_t at) const { return unpacked().at(at); }
  const OptionQuote& front() const { return unpacked().front(); }
  const OptionQuote& back() const { return unpacked().back(); }
  const OptionQuote* data() const { return unpacked().data(); }
  const_iterator begin() const { return data(); }
  const_iterator end() const { return data() + size(); }

  OptionQuote& operator[](std::size_t at) { return unpacked()[at]; }
  OptionQuote& at(std::size_t at) { return unpacked().at(at); }
  OptionQuote& front() { return unpacked().front(); }
  OptionQuote& back() { return unpacked().back(); }
  OptionQuote* data() { return unpacked().data(); }
  iterator begin() { return data(); }
  iterator end() { return data() + size(); }
  void push_back(OptionQuote quote) { unpacked().push_back(quote); }
  void clear() { *this = QuoteList(); }
  void pop_back() { unpacked().pop_back(); }
  void reserve(std::size_t count) { unpacked().reserve(count); }
  void resize(std::size_t count) { unpacked().resize(count, kEmptyQuote); }

  bool operator==(const QuoteList& other) const { return unpacked() == other.unpacked(); }

 private:
  std::vector<OptionQuote>& unpacked() const {
    if (packed_) unpack();
    return quotes_;
  }
  void unpack() const;

  // At most one of the two holds quotes.
  mutable std::vector<OptionQuote> quotes_;
  mutable std::unique_ptr<const QuotePack> packed_;
};

}  // namespace aots
