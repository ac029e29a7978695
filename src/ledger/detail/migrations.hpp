// Migrations: the ordered list of steps that lead an empty database to this program's schema. A
// step that was released never changes; what comes later is a new step.
#pragma once

#include <optional>

#include "ledger/detail/connection.hpp"

namespace aots::ledger::detail {

// The version that stands there; nothing where there is no ledger.
Result<std::optional<int>> schema_version(Connection& connection);
// Applies what is missing, in one transaction. kData for a schema of a newer program.
Status migrate(Connection& connection);
// kData unless the schema is exactly this program's.
Status expect_schema(const Connection& connection, const std::optional<int>& version);

}  // namespace aots::ledger::detail
