// SPDX-License-Identifier: Apache-2.0
#include "cli/reference.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "cli/office.h"
#include "cli/verbs.h"

namespace concordat::cli {
namespace {

bool is_common(OptionDescription const& option) {
  return option.name == "--json" || option.name == "--quiet" || option.name == "--definitions";
}

/// A line of roff that nothing in it can turn into a request or an escape.
std::string roff(std::string_view text) {
  std::string out;
  for (char const c : text) {
    if (c == '\\') out += "\\e";
    else if (c == '-') out += "\\-";
    else if (c == '\'') out += "\\(aq";
    else out += c;
  }
  return out.starts_with('.') ? "\\&" + out : out;
}

std::string option_in_synopsis(OptionDescription const& option) {
  auto text = option.positional ? fmt::format("\\fI{}\\fR", roff(option.name))
              : option.flag     ? fmt::format("\\fB{}\\fR", roff(option.name))
                                : fmt::format("\\fB{}\\fR \\fI{}\\fR", roff(option.name), placeholder(option));
  if (option.many) text += " ...";
  return option.required ? text : "[" + text + "]";
}

void add_option(std::string& page, OptionDescription const& option) {
  page += ".TP\n";
  if (option.positional) page += fmt::format("\\fI{}\\fR\n", roff(option.name));
  else if (option.flag) page += fmt::format("\\fB{}\\fR\n", roff(option.name));
  else page += fmt::format("\\fB{}\\fR \\fI{}\\fR\n", roff(option.name), placeholder(option));
  page += roff(option.help);
  if (!option.environment.empty()) page += fmt::format("; or \\fB{}\\fR", roff(option.environment));
  page += ".\n";
}

void add_verb(std::string& page, VerbDescription const& verb) {
  page += fmt::format(".SS concordat {}\n", roff(verb.name));
  page += fmt::format("\\fBconcordat {}\\fR", roff(verb.name));
  for (auto const& option : verb.options) {
    if (!is_common(option)) page += " " + option_in_synopsis(option);
  }
  page += fmt::format("\n.PP\n{}.\n", roff(verb.help));
  for (auto const& option : verb.options) {
    if (!is_common(option)) add_option(page, option);
  }
}

constexpr std::string_view page_head =
    ".TH CONCORDAT 1 \"\" \"concordat " CONCORDAT_VERSION "\" \"User Commands\"\n"
    ".SH NAME\nconcordat \\- agencies share what they must to keep young people safe, and only that\n"
    ".SH SYNOPSIS\n\\fBconcordat\\fR \\fIVERB\\fR [\\fIOPTION\\fR ...]\n"
    ".SH DESCRIPTION\n"
    "A hub to which agencies send the files they already export, which signed agreements govern, and which releases what they "
    "allow. Every act stands in a ledger that outsiders can check.\n";

constexpr std::string_view page_foot =
    ".SH EXIT STATUS\n"
    ".TP\n0\nDone.\n"
    ".TP\n1\nFailed: a file, disk, database or process; the message says what to do.\n"
    ".TP\n2\nThe command line itself is wrong.\n"
    ".TP\n3\nRefused: an agreement, a rule or the safe set says no; the message says why and what helps.\n"
    ".TP\n4\nA document or file was read and has errors; each is told with its place and remedy.\n"
    ".SH FILES\n"
    ".TP\n\\fI/etc/concordat/concordat.yaml\\fR\nWhat the web server is told.\n"
    ".TP\n\\fI/usr/share/concordat/definitions\\fR\nThe definitions the hub works by.\n"
    ".SH SEE ALSO\n\\fI/usr/share/doc/concordat\\fR\n";

/// Words that may stand after `before`: "agreement" -> check, print, ...; "" -> the verbs.
std::vector<std::string> words_after(std::vector<VerbDescription> const& verbs, std::string const& before) {
  std::vector<std::string> words;
  auto const start = before.empty() ? before : before + " ";
  for (auto const& verb : verbs) {
    if (!verb.name.starts_with(start)) continue;
    auto word = std::string{text::split(std::string_view{verb.name}.substr(start.size()), ' ').front()};
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(std::move(word));
  }
  return words;
}

std::string names_of(VerbDescription const& verb) {
  std::vector<std::string> names{"--help"};
  for (auto const& option : verb.options) {
    if (!option.positional) names.push_back(option.name);
  }
  return text::join(names, " ");
}

/// Groups ("agreement") and verbs that have verbs of their own ("backup").
std::vector<std::string> groups(std::vector<VerbDescription> const& verbs) {
  std::vector<std::string> found;
  for (auto const& verb : verbs) {
    auto const space = verb.name.find(' ');
    if (space == std::string::npos) continue;
    auto group = verb.name.substr(0, space);
    if (std::find(found.begin(), found.end(), group) == found.end()) found.push_back(std::move(group));
  }
  return found;
}

std::string bash_completion(std::vector<VerbDescription> const& verbs) {
  std::string out =
      "# bash completion for concordat\n"
      "_concordat() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} verb=${COMP_WORDS[1]}\n"
      "  COMPREPLY=()\n"
      "  case $prev in\n";
  std::vector<std::string> with_value;
  for (auto const& verb : verbs) {
    for (auto const& option : verb.options) {
      if (option.positional || option.flag || std::find(with_value.begin(), with_value.end(), option.name) != with_value.end()) continue;
      with_value.push_back(option.name);
      auto const what = placeholder(option);
      auto const action = what == "FOLDER" ? "-d" : what == "FILE" ? "-f" : "";
      if (*action != '\0') out += fmt::format("    {}) COMPREPLY=($(compgen {} -- \"$cur\")); return ;;\n", option.name, action);
      else out += fmt::format("    {}) return ;;\n", option.name);
    }
  }
  out += fmt::format("  esac\n  if ((COMP_CWORD == 1)); then\n    COMPREPLY=($(compgen -W \"{} --help --version\" -- \"$cur\")); return\n  fi\n",
                     text::join(words_after(verbs, ""), " "));
  out += "  case $verb in\n";
  for (auto const& group : groups(verbs)) {
    out += fmt::format("    {}) if ((COMP_CWORD == 2)) && [[ $cur != -* ]]; then COMPREPLY=($(compgen -W \"{}\" -- \"$cur\")); return; fi\n"
                       "      case ${{COMP_WORDS[2]}} in {}) verb=\"$verb ${{COMP_WORDS[2]}}\" ;; esac ;;\n",
                       group, text::join(words_after(verbs, group), " "), text::join(words_after(verbs, group), "|"));
  }
  out += "  esac\n  if [[ $cur == -* ]]; then\n    case $verb in\n";
  for (auto const& verb : verbs) out += fmt::format("      '{}') COMPREPLY=($(compgen -W \"{}\" -- \"$cur\")) ;;\n", verb.name, names_of(verb));
  out += "    esac\n  else\n    COMPREPLY=($(compgen -f -- \"$cur\"))\n  fi\n}\ncomplete -o filenames -F _concordat concordat\n";
  return out;
}

/// Between single quotes, for zsh and fish.
std::string in_quotes(std::string_view text) {
  std::string out;
  for (char const c : text) out += c == '\'' ? std::string{"'\\''"} : std::string(1, c);
  return out;
}

/// Inside a description of zsh's _arguments, where brackets and colons mean something.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (char const c : text) {
    if (c == '[' || c == ']' || c == ':') out += '\\';
    out += c;
  }
  return in_quotes(out);
}

std::string zsh_completion(std::vector<VerbDescription> const& verbs) {
  std::string out = "#compdef concordat\n_concordat() {\n  local verb=${words[2]}\n  if ((CURRENT == 2)); then\n    local -a verbs=(";
  for (auto const& word : words_after(verbs, "")) out += fmt::format(" '{}'", word);
  out += " )\n    _describe verb verbs\n    return\n  fi\n  case $verb in\n";
  for (auto const& group : groups(verbs)) {
    out += fmt::format("    {}) if ((CURRENT == 3)) && [[ $PREFIX != -* ]]; then compadd -- {}; return; fi\n"
                       "      case ${{words[3]}} in {}) verb=\"$verb ${{words[3]}}\" ;; esac ;;\n",
                       group, text::join(words_after(verbs, group), " "), text::join(words_after(verbs, group), "|"));
  }
  out += "  esac\n  case $verb in\n";
  for (auto const& verb : verbs) {
    out += fmt::format("    '{}') _arguments", verb.name);
    for (auto const& option : verb.options) {
      if (option.positional) continue;
      auto const what = placeholder(option);
      auto const action = what == "FOLDER" ? "_files -/" : what == "FILE" ? "_files" : " ";
      out += fmt::format(" '{}[{}]", option.name, zsh_text(option.help));
      out += option.flag ? "'" : fmt::format(":{}:{}'", what, action);
    }
    out += " '*:file:_files' ;;\n";
  }
  out += "  esac\n}\n_concordat \"$@\"\n";
  return out;
}

std::string fish_completion(std::vector<VerbDescription> const& verbs) {
  std::string out = "# fish completion for concordat\n";
  auto const all = text::join(words_after(verbs, ""), " ");
  for (auto const& word : words_after(verbs, "")) {
    auto const of_it = std::find_if(verbs.begin(), verbs.end(), [&](auto const& verb) { return verb.name == word; });
    out += fmt::format("complete -c concordat -f -n 'not __fish_seen_subcommand_from {}' -a '{}' -d '{}'\n", all, word,
                       of_it == verbs.end() ? std::string{} : in_quotes(of_it->help));
  }
  for (auto const& verb : verbs) {
    auto const words = text::split(verb.name, ' ');
    auto condition = fmt::format("__fish_seen_subcommand_from {}", words[0]);
    if (words.size() > 1) {
      out += fmt::format("complete -c concordat -f -n '{} ; and not __fish_seen_subcommand_from {}' -a '{}' -d '{}'\n", condition,
                         text::join(words_after(verbs, std::string{words[0]}), " "), words[1], in_quotes(verb.help));
      condition += fmt::format(" ; and __fish_seen_subcommand_from {}", words[1]);
    }
    for (auto const& option : verb.options) {
      if (option.positional) continue;
      out += fmt::format("complete -c concordat -n '{}' -l '{}'{} -d '{}'\n", condition, option.name.substr(2),
                         option.flag ? "" : placeholder(option) == "FILE" || placeholder(option) == "FOLDER" ? " -r -F" : " -x",
                         in_quotes(option.help));
    }
  }
  return out;
}

}  // namespace

std::string_view placeholder(OptionDescription const& option) {
  auto const& help = option.help;
  if (option.name == "--database" || option.name == "--key-database") return "URL";
  if (option.name == "--now") return "INSTANT";
  if (help.starts_with("folder")) return "FOLDER";
  if (help.starts_with("file") || help.find(" file") != std::string::npos || option.name == "--key" || option.name == "--vkey" ||
      option.name == "--checkpoint" || option.name == "--seal-to") {
    return "FILE";
  }
  if (help.starts_with("id of")) return "ID";
  if (option.name == "--seed" || option.name == "--months" || option.name == "--people") return "NUMBER";
  return "VALUE";
}

std::string manual_page(std::vector<VerbDescription> const& verbs) {
  std::string page{page_head};
  page += ".PP\nEvery verb takes these:\n";
  for (auto const& option : verbs.front().options) {
    if (is_common(option)) add_option(page, option);
  }
  page += ".SH VERBS\n";
  for (auto const& verb : verbs) add_verb(page, verb);
  page += page_foot;
  return page;
}

std::string completion(std::string_view shell, std::vector<VerbDescription> const& verbs) {
  if (shell == "bash") return bash_completion(verbs);
  if (shell == "zsh") return zsh_completion(verbs);
  return shell == "fish" ? fish_completion(verbs) : std::string{};
}

Exit run_help(Arguments const& arguments) {
  auto const verbs = describe_verbs();
  print(arguments.manual ? manual_page(verbs) : completion(arguments.completion, verbs));
  return arguments.manual || !arguments.completion.empty() ? Exit::ok : Exit::usage;
}

}  // namespace concordat::cli
