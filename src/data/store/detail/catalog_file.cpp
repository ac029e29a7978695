#include "data/store/detail/catalog_file.hpp"

#include <stdexcept>
#include <system_error>

#include <nlohmann/json.hpp>
#include <simdjson.h>

#include "base/hash.hpp"

namespace aots::data::detail {
namespace {

using Json = nlohmann::ordered_json;

// Thrown and caught within this file, like the exceptions of the JSON library.
struct BadCatalog : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A catalog of tens of thousands of sessions is read at every start.
using Element = simdjson::dom::element;

std::string text_of(const Element& json) { return std::string(json.get_string().value()); }
std::string text_in(const Element& json, std::string_view key) {
  return text_of(json.at_key(key).value());
}
std::int64_t number_in(const Element& json, std::string_view key) {
  return json.at_key(key).get_int64().value();
}
simdjson::dom::array array_of(const Element& json) { return json.get_array(); }
simdjson::dom::array array_in(const Element& json, std::string_view key) {
  return json.at_key(key).get_array();
}
bool has(const Element& json, std::string_view key) {
  return json.at_key(key).error() != simdjson::NO_SUCH_FIELD;
}

Date date_from(const Element& json) {
  const std::string_view text = json.get_string().value();
  const auto date = parse_date(text);
  if (!date) throw BadCatalog(fmt::format("'{}' is no date", text));
  return *date;
}

std::optional<Date> date_in(const Element& json, std::string_view key) {
  if (!has(json, key)) return std::nullopt;
  return date_from(json.at_key(key).value());
}

Origin origin_from(const Element& json) {
  const std::string_view word = json.get_string().value();
  for (const auto origin : {Origin::kReal, Origin::kReconstructed, Origin::kSynthetic}) {
    if (word == to_string(origin)) return origin;
  }
  throw BadCatalog(fmt::format("'{}' is no origin", word));
}

Timestamp time_from(const Element& json) {
  const std::string_view text = json.get_string().value();
  const auto time = parse_timestamp(text);
  if (!time) throw BadCatalog(fmt::format("'{}' is no time", text));
  return *time;
}

PartSession session_from(const Element& json) {
  PartSession session;
  std::size_t at = 0;
  for (const Element value : array_of(json)) {
    if (at == 0) session.session = date_from(value);
    if (at == 1) session.rows = value.get_int64().value();
    if (at == 2) session.rows_sha256 = text_of(value);
    if (at == 3) session.known_time = time_from(value);
    ++at;
  }
  if (at < 3) throw BadCatalog("a session has a date, a number of rows and a hash");
  return session;
}

Json provenance_to(const Provenance& provenance) {
  return {{"kind", provenance.kind},
          {"symbol", provenance.symbol},
          {"origin", to_string(provenance.origin)},
          {"source_file", provenance.source_file},
          {"source_sha256", provenance.source_sha256}};
}

Provenance provenance_from(const Element& json) {
  return {.kind = text_in(json, "kind"),
          .symbol = text_in(json, "symbol"),
          .source_file = text_in(json, "source_file"),
          .source_sha256 = text_in(json, "source_sha256"),
          .origin = origin_from(json.at_key("origin").value())};
}

Json part_to(const Part& part) {
  Json json = {{"table", part.table}};
  json.update(provenance_to(part.provenance));
  json["path"] = part.path;
  json["bytes"] = part.bytes;
  json["sha256"] = part.sha256;
  json["rows"] = part.rows;
  json["rows_sha256"] = part.rows_sha256;
  if (part.first) json["first"] = to_string(*part.first);
  if (part.last) json["last"] = to_string(*part.last);
  if (part.relabelled) json["relabelled"] = true;
  for (const auto& entry : part.sessions) {
    auto line = Json::array({to_string(entry.session), entry.rows, entry.rows_sha256});
    if (entry.known_time) line.push_back(to_string(*entry.known_time));
    json["sessions"].push_back(std::move(line));
  }
  return json;
}

Part part_from(const Element& json) {
  Part part;
  part.table = text_in(json, "table");
  part.provenance = provenance_from(json);
  part.path = text_in(json, "path");
  part.bytes = number_in(json, "bytes");
  part.sha256 = text_in(json, "sha256");
  part.rows = number_in(json, "rows");
  part.rows_sha256 = text_in(json, "rows_sha256");
  part.first = date_in(json, "first");
  part.last = date_in(json, "last");
  part.relabelled = has(json, "relabelled") && json.at_key("relabelled").get_bool().value();
  if (!has(json, "sessions")) return part;
  for (const Element entry : array_in(json, "sessions")) {
    part.sessions.push_back(session_from(entry));
  }
  return part;
}

Json account_to(const ImportAccount& account) {
  Json json = provenance_to(account.provenance);
  json["rows_read"] = account.rows_read;
  json["rows_stored"] = account.rows_stored;
  json["rows_quarantined"] = account.rows_quarantined;
  json["duplicates"] = account.duplicates;
  json["reasons"] = account.reasons;
  json["sessions"] = Json::array();
  for (const auto session : account.sessions) json["sessions"].push_back(to_string(session));
  json["notes"] = account.notes;
  return json;
}

ImportAccount account_from(const Element& json) {
  ImportAccount account;
  account.provenance = provenance_from(json);
  account.rows_read = number_in(json, "rows_read");
  account.rows_stored = number_in(json, "rows_stored");
  account.rows_quarantined = number_in(json, "rows_quarantined");
  account.duplicates = number_in(json, "duplicates");
  const simdjson::dom::object reasons = json.at_key("reasons").get_object();
  for (const auto& [rule, count] : reasons) {
    account.reasons.emplace(rule, count.get_int64().value());
  }
  for (const Element session : array_in(json, "sessions")) {
    account.sessions.push_back(date_from(session));
  }
  for (const Element note : array_in(json, "notes")) {
    account.notes.push_back(text_of(note));
  }
  return account;
}

// Vendors' texts may hold bytes that are no UTF-8; they are replaced rather than refused.
std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

template <class Items, class ToJson>
void append_lines(std::string& out, std::string_view name, const Items& items, ToJson to) {
  out += fmt::format(",\n\"{}\": [", name);
  std::string_view separator = "\n";
  for (const auto& item : items) {
    out += separator;
    out += dump(to(item));
    separator = ",\n";
  }
  out += "]";
}

constexpr std::string_view kDigestKey = ",\n\"sha256\": \"";

// Ends a catalog whose text so far is `body`.
std::string digest_line(std::string_view body) {
  return fmt::format("{}{}\"}}\n", kDigestKey, sha256_hex(body));
}

}  // namespace

std::string to_json(const Catalog& catalog) {
  std::string out =
      fmt::format("{{\"version\": {},\n\"synthetic\": {}", kLakeVersion, catalog.synthetic);
  append_lines(out, "parts", catalog.parts, part_to);
  append_lines(out, "accounts", catalog.accounts, account_to);
  return out + digest_line(out);
}

bool has_right_digest(std::string_view json) {
  if (json.starts_with("{\"version\": 1,")) return true;
  const auto at = json.rfind(kDigestKey);
  return at != std::string_view::npos && json.substr(at) == digest_line(json.substr(0, at));
}

Status check_digest(const Path& root) {
  AOTS_TRY(text, read_file(root / kCatalogName));
  if (has_right_digest(text)) return {};
  return fail(ErrorCode::kData,
              "the lake catalog {} does not have the hash that it carries: it was damaged or "
              "edited; see `aots data verify`, restore it from a copy, or import into a new lake",
              (root / kCatalogName).string());
}

Result<Catalog> parse_catalog(std::string_view text, const Path& file) {
  try {
    simdjson::dom::parser parser;
    const Element json = parser.parse(text.data(), text.size()).value();
    Catalog catalog;
    catalog.version = static_cast<int>(number_in(json, "version"));
    if (catalog.version > kLakeVersion) {
      return fail(
          ErrorCode::kData,
          "the lake catalog {} has version {} and this program reads versions up to {}: use "
          "the newer aots that wrote it, or import into a new lake",
          file.string(), catalog.version, kLakeVersion);
    }
    catalog.synthetic = json.at_key("synthetic").get_bool().value();
    for (const Element part : array_in(json, "parts")) {
      catalog.parts.push_back(part_from(part));
    }
    for (const Element account : array_in(json, "accounts")) {
      catalog.accounts.push_back(account_from(account));
    }
    return catalog;
  } catch (const std::exception& error) {
    return fail(
        ErrorCode::kData,
        "the lake catalog {} cannot be read ({}): it was damaged or edited; restore it from a "
        "copy, or import into a new lake",
        file.string(), error.what());
  }
}

Status check_is_lake(const Path& root) {
  const Path file = root / kCatalogName;
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    return fail(
        ErrorCode::kData,
        "there is no lake at {} (no {}): make one with `aots data import PATH --lake {}` or "
        "name another with --lake",
        root.string(), kCatalogName, root.string());
  }
  return {};
}

Result<Catalog> read_catalog(const Path& root) {
  AOTS_CHECK_OK(check_is_lake(root));
  AOTS_TRY(text, read_file(root / kCatalogName));
  return parse_catalog(text, root / kCatalogName);
}

Status write_catalog(const Path& root, const Catalog& catalog) {
  return write_file_atomically(root / kCatalogName, to_json(catalog));
}

tl::unexpected<Error> damaged_part(const Path& root, const Part& part, std::string_view found) {
  const auto& from = part.provenance;
  return fail(
      ErrorCode::kData,
      "the lake part {} {}: the lake was damaged; restore the file from a copy, or import {} "
      "into a new lake",
      (root / part.path).string(), found,
      from.source_file.empty() ? from.kind + " data" : from.source_file);
}

Status check_parts(const Path& root, const Catalog& catalog) {
  for (const auto& part : catalog.parts) {
    std::error_code error;
    const auto found = std::filesystem::file_size(root / part.path, error);
    if (error) {
      return damaged_part(
          root, part,
          fmt::format("is listed in the catalog and cannot be found ({})", error.message()));
    }
    if (found != static_cast<std::uintmax_t>(part.bytes)) {
      return damaged_part(root, part,
                          fmt::format("has {} bytes where the catalog says {}", found, part.bytes));
    }
  }
  return {};
}

}  // namespace aots::data::detail
