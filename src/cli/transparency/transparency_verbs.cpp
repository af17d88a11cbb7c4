// SPDX-License-Identifier: Apache-2.0
#include "cli/transparency/transparency_verbs.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "base/staged_folder.h"
#include "base/text.h"
#include "base/visible.h"
#include "cli/transparency/load.h"
#include "transparency/record.h"

namespace concordat::cli {
namespace {

namespace fs = std::filesystem;
using A = TransparencyArguments;
using transparency::Note;
using transparency::Publisher;

constexpr std::string_view program = "concordat " CONCORDAT_VERSION;

Tried<FileAnswer> run_list(A const& arguments) {
  auto const notes = load_records(arguments.definitions);
  if (!notes) return stopped(notes);
  Json list{Json::Array{}};
  std::string text;
  for (auto const& note : *notes) {
    Json one;
    one.set("name", note.name).set("title", note.title).set("description", note.atrs.front());
    list.push(std::move(one));
    text += fmt::format("{:<20} {}\n", note.name, visible(note.title));
  }
  Json json;
  json.set("records", std::move(list)).set("program", program);
  return FileAnswer{std::move(json), std::move(text)};
}

Tried<FileAnswer> run_show(A const& arguments) {
  auto const notes = load_records(arguments.definitions);
  if (!notes) return stopped(notes);
  auto const found = std::ranges::find(*notes, arguments.name, &Note::name);
  if (found == notes->end()) {
    return stopped(Problem{Fault::not_found, "transparency.no-record", "There is no record of that name.", "'concordat transparency list' names them.", {}});
  }
  Publisher const publisher{.program = std::string{program}};
  return FileAnswer{transparency::json_of(*found, publisher), transparency::text_of(*found, publisher)};
}

/// Who publishes: each of the three in a word or more, on one line.
Result<Publisher> publisher_of(A const& arguments) {
  auto const said = [](std::string const& text) { return std::string{text::trim(text)}; };
  Publisher publisher{said(arguments.organisation), said(arguments.owner), said(arguments.contact), std::string{program}};
  if (publisher.organisation.empty()) return fail(Fault::missing, "transparency.no-organisation", "No organisation answers for these records.", "Give its name with --organisation.");
  if (publisher.owner.empty()) return fail(Fault::missing, "transparency.no-owner", "No owner answers for these records.", "Give the role of the senior responsible owner with --owner; name a post, never a person.");
  if (publisher.contact.empty()) return fail(Fault::missing, "transparency.no-contact", "These records do not say whom to ask.", "Give an address or a mailbox that is read with --contact.");
  for (auto const* const text : {&publisher.organisation, &publisher.owner, &publisher.contact}) {
    if (text->size() > 300 || !text::is_utf8(*text) || visible(*text) != *text) {
      return fail(Fault::malformed, "transparency.publisher", "The organisation, owner or contact is over 300 bytes or holds characters that cannot be shown.", "Write each on one line, in plain words.");
    }
  }
  return publisher;
}

Tried<FileAnswer> run_publish(A const& arguments) {
  auto const publisher = publisher_of(arguments);
  if (!publisher) return stopped(publisher);
  auto const notes = load_records(arguments.definitions);
  if (!notes) return stopped(notes);
  auto stage = StagedFolder::begin(arguments.out);
  if (!stage) return tl::unexpected{FileTrouble{arguments.out, stage.error()}};
  std::vector<std::pair<std::string, std::string>> files{{"index.html", transparency::index_of(*notes, *publisher)}};
  for (auto const& note : *notes) {
    files.emplace_back(note.name + ".html", transparency::html_of(note, *publisher));
    files.emplace_back(note.name + ".json", transparency::json_of(note, *publisher).pretty() + "\n");
  }
  Json list{Json::Array{}};
  std::string text;
  for (auto const& [name, bytes] : files) {
    if (auto const written = write_file(stage->path() / name, bytes); !written) return tl::unexpected{FileTrouble{arguments.out, written.error()}};
    auto const path = (fs::path{arguments.out} / name).string();
    list.push(Json{path});
    text += visible(path) + "\n";
  }
  if (auto const kept = stage->keep("index.html"); !kept) return tl::unexpected{FileTrouble{arguments.out, kept.error()}};
  Json json;
  json.set("organisation", publisher->organisation).set("owner", publisher->owner).set("contact", publisher->contact).set("files", std::move(list));
  return FileAnswer{std::move(json), text + "Read them before they go out: each says at its end what the publishing body still adds.\n"};
}

std::vector<TransparencyVerb> all_verbs() {
  return {
      {"list", "the analytics of this program that have a transparency record", {}, run_list},
      {"show", "one record: what it does, its limits, what it must never be used for, ATRS and ALGO-CARE", {{"NAME", "of the record, as 'transparency list' names it", &A::name, true}}, run_show},
      {"publish", "every record as a page and as JSON, with an index: in the form of the Algorithmic Transparency Recording Standard",
       {{"--out", "folder to write", &A::out, true}, {"--organisation", "that uses these methods and publishes the records", &A::organisation, true},
        {"--owner", "senior responsible owner, by role; names a post, never a person", &A::owner, true}, {"--contact", "whom anybody may ask, as an address or a mailbox", &A::contact, true}},
       run_publish},
  };
}

}  // namespace

std::span<TransparencyVerb const> transparency_verbs() {
  static auto const all = all_verbs();
  return all;
}

}  // namespace concordat::cli
