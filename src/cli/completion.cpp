#include "cli/completion.hpp"

#include <algorithm>
#include <vector>

namespace offlist::cli {
namespace {

bool takes_file(const std::string& takes)
{
    return takes.starts_with("FILE");
}

bool takes_id(const std::string& takes)
{
    return takes.starts_with("ID");
}

std::string words_for(const std::string& takes)
{
    if (takes == "WHEN") return "auto always never";
    if (takes == "SHELL") return "bash zsh fish";
    return {};
}

// One shell word in single quotes.
std::string shell_quoted(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + '\'';
}

constexpr const char* ids = "$(offlist lists 2>/dev/null | sed -n '2,/^$/s/ .*//p')";

std::string bash_reply(const std::string& takes)
{
    if (takes_file(takes)) return "COMPREPLY=($(compgen -f -- \"$current\"))";
    if (takes == "DIR") return "COMPREPLY=($(compgen -d -- \"$current\"))";
    if (takes_id(takes)) return std::string("COMPREPLY=($(compgen -W \"") + ids + "\" -- \"$current\"))";
    return "COMPREPLY=($(compgen -W " + shell_quoted(words_for(takes)) + " -- \"$current\"))";
}

std::string bash_script(const std::vector<command_description>& commands)
{
    std::string script = R"(# bash completion for offlist
_offlist() {
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} path= i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "$path ${COMP_WORDS[i]}" in
)";
    for (const command_description& n : commands)
        if (!n.path.empty()) script += "        ' " + n.path + "') path=' " + n.path + "' ;;\n";
    script += "        esac\n    done\n    case \"$before\" in\n";
    std::vector<std::string> told;
    for (const command_description& n : commands)
        for (const flag_description& f : n.flags) {
            if (f.takes.empty() || std::find(told.begin(), told.end(), f.name) != told.end()) continue;
            told.push_back(f.name);
            script += "    --" + f.name + ") " + bash_reply(f.takes) + "; return ;;\n";
        }
    script += "    esac\n    case \"$path\" in\n";
    for (const command_description& n : commands) {
        std::string words;
        for (const std::string& command : n.commands) words += command + ' ';
        for (const flag_description& f : n.flags) words += "--" + f.name + ' ';
        script += "    '" + (n.path.empty() ? "" : ' ' + n.path) + "')\n        COMPREPLY=($(compgen -W " +
                  shell_quoted(words + words_for(n.takes)) + " -- \"$current\"))\n";
        if (takes_file(n.takes)) script += "        COMPREPLY+=($(compgen -f -- \"$current\"))\n";
        if (takes_id(n.takes))
            script += std::string("        COMPREPLY+=($(compgen -W \"") + ids + "\" -- \"$current\"))\n";
        script += "        ;;\n";
    }
    return script + "    esac\n}\ncomplete -F _offlist offlist\n";
}

std::string zsh_action(const std::string& takes)
{
    if (takes_file(takes)) return "_files";
    if (takes == "DIR") return "_files -/";
    if (takes_id(takes)) return std::string("compadd -- ") + ids;
    const std::string words = words_for(takes);
    return words.empty() ? "" : '(' + words + ')';
}

std::string zsh_safe(std::string text)
{
    for (const char* special : {"[", "]", ":"})
        for (auto at = text.find(special); at != std::string::npos; at = text.find(special, at + 2))
            text.insert(at, "\\");
    return text;
}

std::string zsh_script(const std::vector<command_description>& commands)
{
    std::string script = R"(#compdef offlist
_offlist() {
    local path= i
    for ((i = 2; i < CURRENT; i++)); do
        case "$path $words[i]" in
)";
    for (const command_description& n : commands)
        if (!n.path.empty()) script += "        ' " + n.path + "') path=' " + n.path + "' ;;\n";
    script += "        esac\n    done\n    case \"$path\" in\n";
    for (const command_description& n : commands) {
        script += "    '" + (n.path.empty() ? "" : ' ' + n.path) + "')\n        _arguments";
        for (const flag_description& f : n.flags) {
            std::string spec = "*--" + f.name + '[' + zsh_safe(f.about) + ']';
            if (!f.takes.empty()) spec += ':' + zsh_safe(f.takes) + ':' + zsh_action(f.takes);
            script += " \\\n            " + shell_quoted(spec);
        }
        std::string words;
        for (const std::string& command : n.commands) words += (words.empty() ? "" : " ") + command;
        const std::string action = words.empty() ? zsh_action(n.takes) : '(' + words + ')';
        script +=
            " \\\n            " + shell_quoted("*:" + zsh_safe(n.takes.empty() ? "command" : n.takes) + ":" + action);
        script += "\n        ;;\n";
    }
    return script + "    esac\n}\n_offlist \"$@\"\n";
}

std::string last_word(const std::string& path)
{
    const auto blank = path.rfind(' ');
    return blank == std::string::npos ? path : path.substr(blank + 1);
}

std::string first_words(const std::string& path)
{
    const auto blank = path.rfind(' ');
    return blank == std::string::npos ? std::string() : path.substr(0, blank);
}

std::string fish_condition(const std::string& path)
{
    if (path.empty()) return "__fish_use_subcommand";
    const std::string before = first_words(path);
    return (before.empty() ? "" : fish_condition(before) + "; and ") + "__fish_seen_subcommand_from " + last_word(path);
}

std::string fish_script(const std::vector<command_description>& commands)
{
    std::string script = "# fish completion for offlist\ncomplete -c offlist -f\n";
    for (const command_description& n : commands) {
        if (!n.path.empty())
            script += "complete -c offlist -n " + shell_quoted(fish_condition(first_words(n.path))) + " -a " +
                      last_word(n.path) + " -d " + shell_quoted(n.about) + '\n';
        const std::string when = " -n " + shell_quoted(fish_condition(n.path));
        for (const flag_description& f : n.flags) {
            script += "complete -c offlist" + when + " -l " + f.name + " -d " + shell_quoted(f.about);
            if (!f.takes.empty()) script += takes_file(f.takes) || f.takes == "DIR" ? " -rF" : " -x";
            if (!words_for(f.takes).empty()) script += " -a " + shell_quoted(words_for(f.takes));
            script += '\n';
        }
        if (takes_file(n.takes)) script += "complete -c offlist" + when + " -F\n";
        if (takes_id(n.takes))
            script += "complete -c offlist" + when + " -a \"(offlist lists 2>/dev/null | sed -n '2,/^$/s/ .*//p')\"\n";
        if (!words_for(n.takes).empty())
            script += "complete -c offlist" + when + " -a " + shell_quoted(words_for(n.takes)) + '\n';
    }
    return script;
}

}  // namespace

std::string completion_script(const std::vector<command_description>& commands, const std::string& shell)
{
    if (shell == "bash") return bash_script(commands);
    return shell == "zsh" ? zsh_script(commands) : fish_script(commands);
}

}  // namespace offlist::cli
