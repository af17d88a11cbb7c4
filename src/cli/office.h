// SPDX-License-Identifier: Apache-2.0
// What most verbs need: definitions, clock, chance, an open hub; and how they speak.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "agreements/standing.h"
#include "base/chance.h"
#include "base/clock.h"
#include "base/json.h"
#include "cli/arguments.h"
#include "hub/hub.h"
#include "hub/improvement/plan.h"
#include "hub/timetable/agreed.h"
#include "intake/read/row_source.h"

namespace concordat::cli {

/// The folder of this program's definitions: as told, or found beside the program.
[[nodiscard]] std::filesystem::path definitions_folder(Arguments const& arguments);
/// The reading process as a command: the program concordat-reader beside this one, or in libexec/concordat of its prefix.
[[nodiscard]] std::vector<std::string> reader();
/// This program as a command: {"/proc/self/exe's target", verb...}.
[[nodiscard]] std::vector<std::string> self(std::initializer_list<std::string> more);

/// The folder of the built pages: as told, or found as the definitions are; empty where there is none.
[[nodiscard]] std::filesystem::path web_folder(std::string const& told);
/// What --config names where the command line says nothing; complains and says with which exit code where the file has errors.
[[nodiscard]] std::optional<Exit> take_config(Arguments& arguments);

/// Prints to standard error; with --json as one JSON document on standard output.
Exit complain(Arguments const& arguments, Problem const& problem, std::string const& about = {});
Exit complain(Arguments const& arguments, Findings const& findings, std::string const& about = {});

/// A problem with the remarks that explain it. `list`: where --json gathers the answers about several files.
struct Trouble {
  std::string about;
  Problem problem;
  Findings findings;
};
Exit complain(Arguments const& arguments, Trouble const& trouble, Json* list = nullptr);
/// Prints an answer. Whatever would steer the terminal shows as its number (base/visible.h); what a file says goes
/// through visible() first, so that it stays one line.
void print(std::string const& text);
/// A table for a spreadsheet: its line ends go out as they are, and no other control.
void print_csv(std::string const& text);
/// 0, or the errno of what kept the answer from getting out in whole: a full disk, a closed pipe.
[[nodiscard]] int finish_answer();
void print_json(Json const& json);

/// A file that was named, or standard input for "-".
[[nodiscard]] Result<intake::FileDescriptor> open_input(std::string const& name);
/// The text of --mapping; empty where none was named.
[[nodiscard]] Result<std::string> read_mapping(Arguments const& arguments);

[[nodiscard]] Json to_json(Problem const& problem);
[[nodiscard]] Json to_json(Findings const& findings);
/// "signed by every party" (verbs_document.cpp)
[[nodiscard]] std::string_view words_for(agreements::SignatureState state);
/// How much of an agreement has not come, and, for a party, which fields (verbs_timetable.cpp).
[[nodiscard]] Json to_json(hub::AgreedSupply const& supply);
[[nodiscard]] std::string text_of(hub::AgreedSupply const& supply);
/// A target of an improvement plan, beside what really came (verbs_timetable.cpp).
[[nodiscard]] Json to_json(hub::Target const& target);
[[nodiscard]] std::string text_of(hub::Target const& target);

/// Definitions loaded, or complained about (then nothing).
[[nodiscard]] std::optional<hub::Shelf> open_shelf(Arguments const& arguments, Exit& exit);

class Office {
 public:
  /// Opens the hub; where that fails it has complained and `exit()` says how.
  explicit Office(Arguments const& arguments);
  [[nodiscard]] explicit operator bool() const { return hub_ != nullptr; }
  [[nodiscard]] Exit exit() const { return exit_; }
  [[nodiscard]] hub::Hub& hub() { return *hub_; }

 private:
  std::unique_ptr<Clock> clock_;
  SystemChance chance_;
  std::unique_ptr<hub::Hub> hub_;
  Exit exit_ = Exit::failed;
};

[[nodiscard]] hub::HubOptions hub_options(Arguments const& arguments);
/// The machine's clock, or the instant of --now; nothing where --now is no instant.
[[nodiscard]] std::unique_ptr<Clock> make_clock(Arguments const& arguments);
/// The member of --by (of `agency`, unless empty); a complaint is printed where there is none.
[[nodiscard]] std::optional<hub::Member> find_member(hub::Hub& hub, Arguments const& arguments, std::string const& agency);
/// The agency of the member of --by; empty where nobody is named, and nothing where a complaint was printed.
[[nodiscard]] std::optional<std::string> asking_agency(hub::Hub& hub, Arguments const& arguments);

}  // namespace concordat::cli
