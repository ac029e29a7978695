// aots completion bash|zsh: a completion script made from the commands themselves.
#include <memory>

#include "command.hpp"

namespace aots::app {
namespace {

// One line per command path: "data import: --as --symbol ...".
void describe(const CLI::App& app, const std::string& path, std::string& cases) {
  std::string words;
  for (const CLI::App* child : app.get_subcommands({})) words += child->get_name() + ' ';
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) words += "--" + name + ' ';
  }
  cases += fmt::format("    \"{}\") words=\"{}\" ;;\n", path, words);
  for (const CLI::App* child : app.get_subcommands({})) {
    describe(*child, path.empty() ? child->get_name() : path + ' ' + child->get_name(), cases);
  }
}

std::string script(const CLI::App& root, const std::string& shell) {
  std::string cases;
  describe(root, "", cases);
  const std::string bash = fmt::format(
      "_aots() {{\n"
      "  local path=\"\" word words=\"\" current=\"${{COMP_WORDS[COMP_CWORD]}}\"\n"
      "  for word in \"${{COMP_WORDS[@]:1:COMP_CWORD-1}}\"; do\n"
      "    case \"$word\" in -*) ;; [a-z]*) [ ${{#path}} -lt 24 ] && path=\"${{path:+$path "
      "}}$word\" ;; esac\n"
      "  done\n"
      "  case \"$path\" in\n{}"
      "    *) COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n"
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
      "}}\n"
      "complete -o default -F _aots aots\n",
      cases);
  if (shell == "bash") return bash;
  return "autoload -U +X bashcompinit && bashcompinit\n" + bash;
}

}  // namespace

void register_completion(CLI::App& root, Invocation& invocation) {
  auto shell = std::make_shared<std::string>();
  CLI::App* app = root.add_subcommand("completion",
                                      "Print a shell completion script\n\n"
                                      "Example:\n  source <(aots completion bash)");
  app->add_option("SHELL", *shell, "bash or zsh")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh"}));
  app->callback([&invocation, &root, shell] {
    invocation.action = [&root, shell]() -> Result<int> {
      fmt::print("{}", script(root, *shell));
      return 0;
    };
  });
}

}  // namespace aots::app
