#include "base/result.hpp"

#include "base/contract.hpp"

namespace aots {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return "usage";
    case ErrorCode::kConfig:
      return "config";
    case ErrorCode::kData:
      return "data";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kService:
      return "service";
    case ErrorCode::kInternal:
      return "internal";
    case ErrorCode::kInterrupted:
      return "interrupted";
  }
  contract_violation("precondition", "a known ErrorCode", __FILE__, __LINE__);
}

int exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
    case ErrorCode::kConfig:
      return 2;
    case ErrorCode::kData:
    case ErrorCode::kIo:
      return 3;
    case ErrorCode::kService:
      return 4;
    case ErrorCode::kInternal:
      return 5;
    case ErrorCode::kInterrupted:
      return 130;
  }
  contract_violation("precondition", "a known ErrorCode", __FILE__, __LINE__);
}

}  // namespace aots
