#include "data/store/detail/duckdb.hpp"

#include <cstring>

#include <duckdb.h>
#include <fmt/format.h>

#include "base/contract.hpp"

namespace aots::data::detail {
namespace {

// The first line of DuckDB's text; the rest quotes the statement.
std::string first_line(const char* text) {
  if (text == nullptr) return "DuckDB gave no reason";
  const std::string_view whole(text);
  return std::string(whole.substr(0, whole.find('\n')));
}

tl::unexpected<std::string> failed(const char* text) {
  return tl::unexpected<std::string>(first_line(text));
}

struct Connection {
  explicit Connection(duckdb_database database) {
    if (duckdb_connect(database, &handle) != DuckDBSuccess) handle = nullptr;
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { duckdb_disconnect(&handle); }

  duckdb_connection handle = nullptr;
};

DuckStatus execute(duckdb_connection connection, const std::string& sql) {
  duckdb_result result;
  const auto state = duckdb_query(connection, sql.c_str(), &result);
  DuckStatus status;
  if (state != DuckDBSuccess) status = failed(duckdb_result_error(&result));
  duckdb_destroy_result(&result);
  return status;
}

bool every_row_is_present(const std::uint64_t* validity, std::size_t rows) {
  for (std::size_t word = 0; word < rows / 64; ++word) {
    if (validity[word] != ~std::uint64_t{0}) return false;
  }
  const auto rest = (std::uint64_t{1} << (rows % 64)) - 1;
  return rest == 0 || (validity[rows / 64] & rest) == rest;
}

std::string quoted(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote) out += quote;
    out += c;
  }
  return out += quote;
}

}  // namespace

std::string quoted_literal(std::string_view text) { return quoted(text, '\''); }
std::string quoted_name(std::string_view name) { return quoted(name, '"'); }

std::string_view Column::text(std::size_t row) const {
  auto* value = static_cast<duckdb_string_t*>(values_) + row;
  return {duckdb_string_t_data(value), duckdb_string_t_length(*value)};
}

bool Column::same_short_text(std::size_t row, std::size_t other) const {
  const auto* texts = values<duckdb_string_t>();
  return std::memcmp(texts + row, texts + other, sizeof(duckdb_string_t)) == 0;
}

// --- Rows

struct Rows::Impl {
  explicit Impl(duckdb_database database) : connection(database) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    duckdb_destroy_data_chunk(&chunk);
    if (has_result) duckdb_destroy_result(&result);
    duckdb_destroy_pending(&pending);
    duckdb_destroy_prepare(&statement);
  }

  DuckStatus start(const std::string& sql) {
    if (duckdb_prepare(connection.handle, sql.c_str(), &statement) != DuckDBSuccess) {
      return failed(duckdb_prepare_error(statement));
    }
    if (duckdb_pending_prepared_streaming(statement, &pending) != DuckDBSuccess) {
      return failed(duckdb_pending_error(pending));
    }
    const auto state = duckdb_execute_pending(pending, &result);
    has_result = true;
    if (state != DuckDBSuccess) return failed(duckdb_result_error(&result));
    return {};
  }

  Connection connection;
  duckdb_prepared_statement statement = nullptr;
  duckdb_pending_result pending = nullptr;
  duckdb_result result{};
  bool has_result = false;
  duckdb_data_chunk chunk = nullptr;
};

Rows::Rows(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {
  columns_.resize(duckdb_column_count(&impl_->result));
}
Rows::Rows(Rows&&) noexcept = default;
Rows& Rows::operator=(Rows&&) noexcept = default;
Rows::~Rows() = default;

DuckResult<bool> Rows::next_chunk() {
  duckdb_destroy_data_chunk(&impl_->chunk);
  size_ = 0;
  do {
    impl_->chunk = duckdb_fetch_chunk(impl_->result);
    if (impl_->chunk == nullptr) {
      const char* error = duckdb_result_error(&impl_->result);
      if (error != nullptr && *error != '\0') return failed(error);
      return false;
    }
    size_ = duckdb_data_chunk_get_size(impl_->chunk);
    if (size_ == 0) duckdb_destroy_data_chunk(&impl_->chunk);
  } while (size_ == 0);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    auto* vector = duckdb_data_chunk_get_vector(impl_->chunk, i);
    const auto* validity = duckdb_vector_get_validity(vector);
    if (validity != nullptr && every_row_is_present(validity, size_)) validity = nullptr;
    columns_[i] = Column(duckdb_vector_get_data(vector), validity);
  }
  return true;
}

// --- TableWriter

struct TableWriter::Impl {
  explicit Impl(duckdb_database database) : connection(database) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    duckdb_destroy_data_chunk(&chunk);
    duckdb_appender_destroy(&appender);
  }

  DuckStatus start(std::string_view columns) {
    // Temporary: it belongs to this connection alone and goes with it.
    auto created =
        execute(connection.handle, fmt::format("CREATE TEMP TABLE staged ({})", columns));
    if (!created) return created;
    if (duckdb_appender_create_ext(connection.handle, "temp", nullptr, "staged", &appender) !=
        DuckDBSuccess) {
      return failed(duckdb_appender_error(appender));
    }
    std::vector<duckdb_logical_type> types(duckdb_appender_column_count(appender));
    for (std::size_t i = 0; i < types.size(); ++i) {
      types[i] = duckdb_appender_column_type(appender, i);
    }
    chunk = duckdb_create_data_chunk(types.data(), types.size());
    for (auto& type : types) duckdb_destroy_logical_type(&type);
    return {};
  }

  Connection connection;
  duckdb_appender appender = nullptr;
  duckdb_data_chunk chunk = nullptr;
};

TableWriter::TableWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TableWriter::TableWriter(TableWriter&&) noexcept = default;
TableWriter& TableWriter::operator=(TableWriter&&) noexcept = default;
TableWriter::~TableWriter() = default;

void* TableWriter::raw_values(std::size_t column) {
  return duckdb_vector_get_data(duckdb_data_chunk_get_vector(impl_->chunk, column));
}

void TableWriter::set_text(std::size_t column, std::size_t row, std::string_view text) {
  duckdb_vector_assign_string_element_len(duckdb_data_chunk_get_vector(impl_->chunk, column), row,
                                          text.data(), text.size());
}

void TableWriter::set_absent(std::size_t column, std::size_t row) {
  auto* vector = duckdb_data_chunk_get_vector(impl_->chunk, column);
  duckdb_vector_ensure_validity_writable(vector);
  duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), row);
}

DuckStatus TableWriter::append_chunk(std::size_t rows) {
  AOTS_EXPECTS(rows <= kChunkRows);
  duckdb_data_chunk_set_size(impl_->chunk, rows);
  if (duckdb_append_data_chunk(impl_->appender, impl_->chunk) != DuckDBSuccess) {
    return failed(duckdb_appender_error(impl_->appender));
  }
  duckdb_data_chunk_reset(impl_->chunk);
  return {};
}

DuckStatus TableWriter::copy_to(std::string_view query, const std::string& path,
                                std::string_view options) {
  if (duckdb_appender_flush(impl_->appender) != DuckDBSuccess) {
    return failed(duckdb_appender_error(impl_->appender));
  }
  return execute(impl_->connection.handle,
                 fmt::format("COPY ({}) TO {} ({})", query, quoted_literal(path), options));
}

// --- Database

struct Database::Impl {
  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { duckdb_close(&handle); }

  duckdb_database handle = nullptr;
};

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

DuckResult<Database> Database::open(Limits limits) {
  AOTS_EXPECTS(limits.threads >= 1);
  AOTS_EXPECTS(limits.memory_mib >= 1);
  duckdb_config config = nullptr;
  if (duckdb_create_config(&config) != DuckDBSuccess) return failed("no configuration");
  const std::pair<const char*, std::string> settings[] = {
      {"threads", std::to_string(limits.threads)},
      {"memory_limit", fmt::format("{}MiB", limits.memory_mib)},
      {"temp_directory", ""},  // never spill files beside the user's work
      {"preserve_insertion_order", "true"},
      {"enable_external_file_cache", "false"},    // the system caches files; memory stays flat
      {"autoinstall_known_extensions", "false"},  // never reach for the network
      {"autoload_known_extensions", "false"},
  };
  DuckStatus status;
  for (const auto& [name, value] : settings) {
    if (duckdb_set_config(config, name, value.c_str()) != DuckDBSuccess) {
      status =
          tl::unexpected<std::string>(fmt::format("DuckDB does not know the setting {}", name));
    }
  }
  auto impl = std::make_unique<Impl>();
  char* error = nullptr;
  if (status && duckdb_open_ext(nullptr, &impl->handle, config, &error) != DuckDBSuccess) {
    status = failed(error);
    duckdb_free(error);
  }
  duckdb_destroy_config(&config);
  if (!status) return tl::make_unexpected(std::move(status).error());
  return Database(std::move(impl));
}

DuckResult<Rows> Database::query(const std::string& sql) const {
  auto impl = std::make_unique<Rows::Impl>(impl_->handle);
  if (impl->connection.handle == nullptr) return failed("DuckDB gave no connection");
  AOTS_CHECK_OK(impl->start(sql));
  return Rows(std::move(impl));
}

DuckResult<TableWriter> Database::create_table(std::string_view columns) const {
  auto impl = std::make_unique<TableWriter::Impl>(impl_->handle);
  if (impl->connection.handle == nullptr) return failed("DuckDB gave no connection");
  AOTS_CHECK_OK(impl->start(columns));
  return TableWriter(std::move(impl));
}

}  // namespace aots::data::detail
