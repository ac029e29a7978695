// DuckDB behind a door: the only file whose source includes duckdb.h.
//
// A Database is an in-memory DuckDB that reads and writes Parquet files. Rows streams a result
// chunk by chunk (at most 2048 rows), TableWriter fills a table the same way; both hand out raw
// columns, so that no value passes through SQL text. Times are microseconds since 1970 in UTC,
// dates are days since 1970, decimals are their unscaled integers. Errors are DuckDB's own text;
// callers add what they read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aots::data::detail {

template <class T>
using DuckResult = Result<T, std::string>;
using DuckStatus = DuckResult<void>;

// One column of the current chunk; valid until the next chunk is fetched.
class Column {
 public:
  Column() = default;
  Column(void* values, const std::uint64_t* validity) : values_(values), validity_(validity) {}

  template <class T>
  const T* values() const {
    return static_cast<const T*>(values_);
  }
  template <class T>
  T at(std::size_t row) const {
    return values<T>()[row];
  }
  bool all_present() const { return validity_ == nullptr; }
  bool present(std::size_t row) const {
    return validity_ == nullptr || ((validity_[row / 64] >> (row % 64)) & 1U) != 0;
  }
  std::string_view text(std::size_t row) const;
  // True only if both texts are equal and short (DuckDB keeps up to 12 bytes in place); false says
  // nothing, so a caller that needs to know compares the texts.
  bool same_short_text(std::size_t row, std::size_t other) const;

 private:
  void* values_ = nullptr;
  const std::uint64_t* validity_ = nullptr;  // null: every row is present
};

// A result that is read forward, with a connection of its own.
class Rows {
 public:
  Rows(Rows&&) noexcept;
  Rows& operator=(Rows&&) noexcept;
  ~Rows();

  // Fetches the next chunk; false at the end.
  DuckResult<bool> next_chunk();
  std::size_t size() const { return size_; }
  const Column& column(std::size_t index) const { return columns_[index]; }

 private:
  friend class Database;
  struct Impl;
  explicit Rows(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
  std::vector<Column> columns_;
  std::size_t size_ = 0;
};

// Fills a new in-memory table chunk by chunk and copies it to a file.
class TableWriter {
 public:
  static constexpr std::size_t kChunkRows = 2048;

  TableWriter(TableWriter&&) noexcept;
  TableWriter& operator=(TableWriter&&) noexcept;
  ~TableWriter();  // the table goes with it

  // The column of the chunk that is being filled; valid until append_chunk.
  template <class T>
  T* values(std::size_t column) {
    return static_cast<T*>(raw_values(column));
  }
  void set_text(std::size_t column, std::size_t row, std::string_view text);
  void set_absent(std::size_t column, std::size_t row);
  DuckStatus append_chunk(std::size_t rows);
  // COPY (query) TO path (options); `query` names the table as `staged`.
  DuckStatus copy_to(std::string_view query, const std::string& path, std::string_view options);

 private:
  friend class Database;
  struct Impl;
  explicit TableWriter(std::unique_ptr<Impl> impl);
  void* raw_values(std::size_t column);

  std::unique_ptr<Impl> impl_;
};

class Database {
 public:
  struct Limits {
    int threads = 1;
    int memory_mib = 400;
  };
  static DuckResult<Database> open(Limits limits);
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  // Safe to call from several threads; rows come in the order of the query's source.
  DuckResult<Rows> query(const std::string& sql) const;
  // `columns` as in CREATE TABLE; one writer of a database at a time.
  DuckResult<TableWriter> create_table(std::string_view columns) const;

 private:
  struct Impl;
  explicit Database(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// 'it''s'
std::string quoted_literal(std::string_view text);
// "right"
std::string quoted_name(std::string_view name);

}  // namespace aots::data::detail
