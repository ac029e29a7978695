// aots verify [--ledger URL] [--json]
#include <memory>

#include <nlohmann/json.hpp>

#include "ledger_access.hpp"
#include "run_settings.hpp"

namespace aots::app {
namespace {

struct VerifyOptions {
  std::string ledger;
  bool json = false;
};

void print_json(const std::string& place, const ledger::VerifyReport& report) {
  nlohmann::ordered_json tables = nlohmann::ordered_json::object();
  for (const auto& [name, rows] : report.tables) tables[name] = rows;
  nlohmann::ordered_json findings = nlohmann::ordered_json::array();
  for (const ledger::Finding& finding : report.findings) {
    findings.push_back({{"where", finding.where}, {"what", finding.what}});
  }
  const nlohmann::ordered_json json = {{"ledger", place},
                                       {"ok", report.sound()},
                                       {"schema_version", report.schema_version},
                                       {"audit_rows", report.audit_rows},
                                       {"head", report.head},
                                       {"tables", tables},
                                       {"findings", findings},
                                       {"findings_total", report.findings_total}};
  fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

void print_text(const std::string& place, const ledger::VerifyReport& report) {
  for (const ledger::Finding& finding : report.findings) {
    fmt::print("{}: {}\n", finding.where, finding.what);
  }
  const auto shown = static_cast<std::int64_t>(report.findings.size());
  if (report.findings_total > shown) {
    fmt::print("and {} more\n", report.findings_total - shown);
  }
  std::int64_t rows = 0;
  for (const auto& [name, count] : report.tables) rows += count;
  fmt::print("{}: {} rows in {} tables, {} rows of the audit log, schema {}\n", place, rows,
             report.tables.size(), report.audit_rows, report.schema_version);
  if (!report.head.empty()) fmt::print("head {}\n", report.head);
  fmt::print("{}\n", report.sound() ? "sound" : fmt::format("{} findings", report.findings_total));
}

// A ledger that is there and cannot be read as one is an answer, and a bad one.
Result<ledger::VerifyReport> examine(const ledger::LedgerAddress& address, WorkObserver& observer) {
  auto ledger = ledger::Ledger::open(address, ledger::OpenMode::kExisting);
  auto report = ledger ? ledger->verify(observer) : tl::make_unexpected(ledger.error());
  if (report || report.error().code != ErrorCode::kData) return report;
  ledger::VerifyReport bad;
  bad.findings.push_back({address.display(), report.error().message});
  bad.findings_total = 1;
  return bad;
}

Result<int> run(const CommonOptions& common, const VerifyOptions& options) {
  AOTS_TRY(config, load_run_config(common));
  const std::string& text = options.ledger.empty() ? config.ledger : options.ledger;
  if (text.empty()) {
    return fail(ErrorCode::kUsage,
                "no ledger is named; give --ledger sqlite:///path/to/ledger.db or set the key "
                "ledger in the configuration");
  }
  AOTS_TRY(address, resolve_ledger(text));
  const auto observer = make_observer(common);
  AOTS_TRY(report, examine(address, *observer));
  if (options.json) {
    print_json(address.display(), report);
  } else {
    print_text(address.display(), report);
  }
  return report.sound() ? 0 : 1;
}

}  // namespace

void register_verify(CLI::App& root, Invocation& invocation) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* app = root.add_subcommand(
      "verify",
      "Check a ledger: every row against the audit log, the chain of its hashes, references\n\n"
      "Example:\n  aots verify --ledger sqlite:///var/lib/aots/ledger.db\n\n"
      "Exit 1 and what is wrong where, if anything is. Without --ledger, the configured one.");
  app->add_option("--ledger", options->ledger, "Address of the ledger");
  app->add_flag("--json", options->json, "Print one JSON document");
  app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return run(invocation.common, *options); };
  });
}

}  // namespace aots::app
