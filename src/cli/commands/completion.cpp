// `offlist completion SHELL`
#include "cli/completion.hpp"

#include "cli/commands/table.hpp"

namespace offlist::cli {
namespace {

constexpr const char* completion_help = R"(Examples:
  offlist completion bash > /etc/bash_completion.d/offlist
  offlist completion zsh > "${fpath[1]}/_offlist"
  offlist completion fish > ~/.config/fish/completions/offlist.fish)";

struct completion_command {
    const command_tree* all = nullptr;
    std::string shell;

    exit_status run(console& out) const
    {
        out.print(completion_script(all->describe(), shell));
        return exit_status::ok;
    }
};

}  // namespace

void add_completion(command program, const command_tree& all)
{
    auto [completion, what] = program.add<completion_command>("completion", "print a shell's completion script");
    what.all = &all;
    completion.word("shell", what.shell, "bash, zsh or fish").takes("SHELL").one_of({"bash", "zsh", "fish"});
    completion.help(completion_help);
}

}  // namespace offlist::cli
