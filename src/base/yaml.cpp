#include "base/yaml.hpp"

#include <map>
#include <sstream>
#include <utility>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "base/contract.hpp"

namespace aots {
namespace {

int line_of(const YAML::Mark& mark) { return mark.line + 1; }
int column_of(const YAML::Mark& mark) { return mark.column + 1; }

// Copies yaml-cpp's nodes into ours, and notes what a configuration has no use for.
class YamlCopier {
 public:
  YamlCopier(std::string_view name, std::vector<YamlProblem>& problems)
      : name_(name), problems_(problems) {}

  Result<YamlNode> copy(const YAML::Node& source, const std::string& path, int depth) {
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
          AOTS_TRY(copied, copy(item, path, depth + 1));
          node.items.push_back(std::move(copied));
        }
        return node;
      case YAML::NodeType::Map:
        node.kind = YamlKind::kMapping;
        AOTS_CHECK_OK(copy_entries(source, path, depth, node));
        return node;
    }
    return node;
  }

 private:
  Status copy_entries(const YAML::Node& source, const std::string& path, int depth,
                      YamlNode& node) {
    std::map<std::string, int> first_lines;
    for (const auto& pair : source) {
      const YAML::Mark mark = pair.first.Mark();
      if (!pair.first.IsScalar()) {
        note(mark, path.empty() ? "the document" : path,
             fmt::format("found {} as a key, expected a plain word",
                         pair.first.IsNull() ? "nothing" : "a list or a section"));
        continue;
      }
      const std::string& key = pair.first.Scalar();
      const std::string key_path = path.empty() ? key : path + '.' + key;
      const auto [first, is_new] = first_lines.emplace(key, line_of(mark));
      if (!is_new) {
        note(mark, key_path,
             fmt::format("found a second time, expected once (first on line {}): remove one",
                         first->second));
        continue;
      }
      AOTS_TRY(value, copy(pair.second, key_path, depth + 1));
      node.entries.push_back({.key = key,
                              .line = line_of(mark),
                              .column = column_of(mark),
                              .value = std::move(value)});
    }
    return {};
  }

  void note(const YAML::Mark& mark, std::string path, std::string text) {
    problems_.push_back({.line = line_of(mark),
                         .column = column_of(mark),
                         .path = std::move(path),
                         .text = std::move(text)});
  }

  std::string_view name_;
  std::vector<YamlProblem>& problems_;
  std::size_t nodes_ = 0;
};

// Notes where documents begin and builds nothing.
class DocumentStarts final : public YAML::EventHandler {
 public:
  const std::vector<YAML::Mark>& marks() const { return marks_; }

  void OnDocumentStart(const YAML::Mark& mark) override { marks_.push_back(mark); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  std::vector<YAML::Mark> marks_;
};

// Where the first two documents begin. yaml-cpp finds documents without end, one after the other at
// the same place, behind text that it cannot consume, so it is never asked for all of them.
std::vector<YAML::Mark> first_documents(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  DocumentStarts starts;
  while (starts.marks().size() < 2 && parser.HandleNextDocument(starts)) continue;
  return starts.marks();
}

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
  contract_violation("precondition", "a known YamlKind", __FILE__, __LINE__);
}

const YamlNode* YamlNode::find(std::string_view key) const {
  for (const YamlEntry& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

Result<YamlNode> parse_yaml(std::string_view text, std::string_view name) {
  std::vector<YamlProblem> problems;
  auto document = parse_yaml(text, name, problems);
  if (!document || problems.empty()) return document;
  const auto& first = problems.front();
  return fail(ErrorCode::kConfig, "{}:{}:{}: {}: {}", name, first.line, first.column, first.path,
              first.text);
}

Result<YamlNode> parse_yaml(std::string_view text, std::string_view name,
                            std::vector<YamlProblem>& problems) {
  try {
    const std::string copy(text);
    const auto documents = first_documents(copy);
    if (documents.empty()) return YamlNode{};
    if (documents.size() > 1) {
      return fail(ErrorCode::kConfig,
                  "{}:{}: a second YAML document begins here, after '---' or after text that ends "
                  "the first; keep one",
                  name, line_of(documents[1]));
    }
    return YamlCopier(name, problems).copy(YAML::Load(copy), "", 0);
  } catch (const YAML::Exception& error) {
    return fail(ErrorCode::kConfig, "{}:{}:{}: this is not YAML: {}; correct the line", name,
                line_of(error.mark), column_of(error.mark), error.msg);
  }
}

}  // namespace aots
