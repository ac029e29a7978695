#include "base/yaml.hpp"

#include <set>

#include <yaml-cpp/yaml.h>

namespace aots {

namespace {

int line_of(const YAML::Mark& mark) { return mark.line + 1; }
int column_of(const YAML::Mark& mark) { return mark.column + 1; }

// Copies yaml-cpp's nodes into ours, and refuses what a configuration has no use for.
class YamlCopier {
 public:
  explicit YamlCopier(std::string_view name) : name_(name) {}

  Result<YamlNode> copy(const YAML::Node& source, int depth) {
    if (depth > kYamlDepthMax || ++nodes_ > kYamlNodesMax) {
      return fail(
          ErrorCode::kConfig,
          "{}:{}: the document is nested more than {} levels deep or has more than {} nodes; "
          "flatten it and write aliases out",
          name_, line_of(source.Mark()), kYamlDepthMax, kYamlNodesMax);
    }
    YamlNode node;
    node.line = line_of(source.Mark());
    node.column = column_of(source.Mark());
    switch (source.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null:
        return node;
      case YAML::NodeType::Scalar:
        node.kind = YamlKind::kScalar;
        node.scalar = source.Scalar();
        node.quoted = source.Tag() == "!";  // what yaml-cpp says of a quoted scalar
        return node;
      case YAML::NodeType::Sequence:
        node.kind = YamlKind::kSequence;
        for (const auto& item : source) {
          AOTS_TRY(copied, copy(item, depth + 1));
          node.items.push_back(std::move(copied));
        }
        return node;
      case YAML::NodeType::Map:
        node.kind = YamlKind::kMapping;
        AOTS_CHECK_OK(copy_entries(source, depth, node));
        return node;
    }
    return node;
  }

 private:
  Status copy_entries(const YAML::Node& source, int depth, YamlNode& node) {
    std::set<std::string> seen;
    for (const auto& pair : source) {
      const YAML::Mark mark = pair.first.Mark();
      if (!pair.first.IsScalar()) {
        return fail(ErrorCode::kConfig, "{}:{}:{}: a key is {}; write a plain word as the key",
                    name_, line_of(mark), column_of(mark),
                    pair.first.IsNull() ? "empty" : "a list or a section");
      }
      const std::string& key = pair.first.Scalar();
      if (!seen.insert(key).second) {
        return fail(ErrorCode::kConfig, "{}:{}:{}: key '{}' is given twice; keep one of them",
                    name_, line_of(mark), column_of(mark), key);
      }
      AOTS_TRY(value, copy(pair.second, depth + 1));
      node.entries.push_back({.key = key,
                              .line = line_of(mark),
                              .column = column_of(mark),
                              .value = std::move(value)});
    }
    return {};
  }

  std::string_view name_;
  std::size_t nodes_ = 0;
};

}  // namespace

std::string_view to_string(YamlKind kind) {
  switch (kind) {
    case YamlKind::kNull:
      return "nothing";
    case YamlKind::kScalar:
      return "a value";
    case YamlKind::kSequence:
      return "a list";
    case YamlKind::kMapping:
      return "a section";
  }
  return "";
}

const YamlNode* YamlNode::find(std::string_view key) const {
  for (const YamlEntry& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

Result<YamlNode> parse_yaml(std::string_view text, std::string_view name) {
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
    if (documents.empty()) return YamlNode{};
    if (documents.size() > 1) {
      return fail(ErrorCode::kConfig, "{} holds {} YAML documents separated by '---'; keep one",
                  name, documents.size());
    }
    return YamlCopier(name).copy(documents.front(), 0);
  } catch (const YAML::Exception& error) {
    return fail(ErrorCode::kConfig, "{}:{}:{}: this is not YAML: {}; correct the line", name,
                line_of(error.mark), column_of(error.mark), error.msg);
  }
}

}  // namespace aots
