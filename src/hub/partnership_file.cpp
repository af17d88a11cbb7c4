// SPDX-License-Identifier: Apache-2.0
#include "hub/partnership_file.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "agreements/read.h"
#include "agreements/vocabulary.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "catalogue/decode.h"
#include "catalogue/yaml.h"
#include "hub/local_settings.h"
#include "ledger/leaf_words.h"

namespace concordat::hub {
namespace {

using catalogue::MapReader;
using catalogue::Node;
using catalogue::Remarks;

class Reader {
 public:
  Reader(std::string_view file, Findings& findings, KnownWords const& known)
      : remarks_{file, findings}, known_{known} {}

  void read(Node const& root, PartnershipFile& out) {
    MapReader top{root, remarks_, "partnership file"};
    auto const* node = top.need("partnership", Node::Kind::map);
    top.done();
    if (node == nullptr) return;
    MapReader map{*node, remarks_, "partnership"};
    (void)map.choice("format", "unknown-format", {"concordat-partnership/1"});
    out.id = map.text("id");
    plain(out.id, *node, "partnership");
    out.name = map.text("name");
    out.synthetic = map.boolean_or("synthetic", false);
    if (auto const* area = map.need("release_area", Node::Kind::map)) {
      MapReader release{*area, remarks_, "release_area"};
      out.release_area_kind = release.text("kind");
      out.release_area_vintage = static_cast<int>(release.integer("vintage"));
      release.done();
    }
    each(map, "agencies", true, [&](Node const& item) { out.agencies.push_back(agency(item)); });
    each(map, "members", false, [&](Node const& item) { out.members.push_back(member(item)); });
    each(map, "feeds", true, [&](Node const& item) { out.feeds.push_back(feed(item)); });
    each(map, "areas", true, [&](Node const& item) { out.areas.push_back(area_entry(item)); });
    out.methods_owner = map.text_or("methods_owner", "");
    if (!out.methods_owner.empty() && std::ranges::find(out.members, out.methods_owner, &MemberEntry::id) == out.members.end()) {
      remarks_.error("unknown-member", *node, fmt::format("'{}' answers for the methods and is no member.", out.methods_owner), "Name a member of the file under methods_owner, a senior one.");
    }
    out.key_places_file = map.text_or("key_places", "");
    out.gazetteer_files = map.texts_or_none("gazetteer");
    out.snap_points_file = map.text_or("snap_points", "");
    settings(map, *node);
    map.done();
    has_release_area(*node, out);
  }

 private:
  template <class Take>
  void each(MapReader& map, std::string_view key, bool required, Take take) {
    auto const* list = required ? map.need(key, Node::Kind::list) : map.find(key, Node::Kind::list);
    if (list == nullptr) return;
    if (required && list->items.empty()) {
      remarks_.error("empty-list", *list, fmt::format("'{}' is empty.", key), "Name at least one.");
    }
    for (auto const& item : list->items) take(item);
  }

  void unique(std::set<std::string>& seen, std::string const& id, Node const& at, std::string_view what) {
    if (!id.empty() && !seen.insert(id).second) {
      remarks_.error("twice", at, fmt::format("The {} '{}' is there twice.", what, id), "Keep one, or rename it.");
    }
  }

  /// Agreements name these ids and every leaf of the ledger carries them: what neither takes would stop the hub later.
  void plain(std::string const& id, Node const& at, std::string_view what) {
    if (id.empty() || (agreements::is_plain_id(id) && ledger::is_token(id))) return;
    remarks_.error("bad-id", at, fmt::format("This id of the {} cannot stand in an agreement and in the ledger.", what),
                   "Write letters a to z and digits, at most six together, with '.', '_' or '-' between them: northshire-police.");
  }

  void known(std::string_view code, std::vector<std::string> const& words, std::string const& word, Node const& at) {
    if (words.empty() || word.empty() || std::find(words.begin(), words.end(), word) != words.end()) return;
    remarks_.error(code, at, fmt::format("'{}' is not known here.", word), "Use one of: " + catalogue::one_of(words) + ".");
  }

  void known_agency(std::string const& id, Node const& at) {
    if (!id.empty() && !agency_ids_.contains(id)) {
      remarks_.error("unknown-agency", at, fmt::format("No agency '{}' is listed in this file.", id),
                     "List it under 'agencies' first.");
    }
  }

  AgencyEntry agency(Node const& item) {
    MapReader map{item, remarks_, "agency"};
    AgencyEntry entry{map.text("id"), map.text("kind"), map.text("name")};
    mailbox(map.text_or("contact", ""), item);  // stays in the document, from which hub/notice reads it
    map.done();
    unique(agency_ids_, entry.id, item, "agency");
    plain(entry.id, item, "agency");
    known("unknown-kind", known_.kinds, entry.kind, item);
    return entry;
  }

  MemberEntry member(Node const& item) {
    MapReader map{item, remarks_, "member"};
    MemberEntry entry{map.text("id"), map.text("agency"), map.texts("roles"), Json{Json::Array{}}};
    each(map, "trained", false, [&](Node const& course) {
      MapReader training{course, remarks_, "training"};
      Json one;
      one.set("course", training.text("course"));
      auto const on = training.text("on");
      if (!on.empty() && !parse_date(on)) {
        remarks_.error("bad-date", course, fmt::format("'{}' is no date.", on), "Write it as \"2026-01-31\".");
      }
      one.set("on", on);
      training.done();
      entry.training.push(std::move(one));
    });
    mailbox(map.text_or("contact", ""), item);
    map.done();
    unique(member_ids_, entry.id, item, "member");
    known_agency(entry.agency, item);
    return entry;
  }

  std::optional<Month> month(std::string const& text, Node const& at) {
    auto const parsed = parse_month(text);
    if (!parsed && !text.empty()) {
      remarks_.error("bad-month", at, fmt::format("'{}' is no month.", text), "Write it as \"2026-01\".");
    }
    return parsed;
  }

  void period(std::string const& text, Node const& at) {
    if (!text.empty() && !parse_period(text)) {
      remarks_.error("bad-period", at, fmt::format("'{}' is no period.", text), "Write it as P1M, P15D or P1Y.");
    }
  }

  void mailbox(std::string const& text, Node const& at) {
    if (text.empty() || text::is_mailbox(text)) return;
    remarks_.error("bad-contact", at, fmt::format("'{}' is no address of a mailbox.", text),
                   "Write the address of a post or a team, as feeds@police.example: never one that names a person.");
  }

  FeedEntry feed(Node const& item) {
    MapReader map{item, remarks_, "feed"};
    FeedEntry entry;
    entry.id = map.text("id");
    entry.agency = map.text("agency");
    entry.title = map.text_or("title", entry.id);
    entry.profile = map.text("profile");
    entry.every = map.text("every");
    entry.due_within = map.text("due_within");
    entry.first_period = month(map.text("first_period"), item).value_or(Month{});
    entry.expected_until = month(map.text_or("expected_until", ""), item);
    entry.contact = map.text_or("contact", "");
    map.done();
    mailbox(entry.contact, item);
    period(entry.every, item);
    period(entry.due_within, item);
    unique(feed_ids_, entry.id, item, "feed");
    plain(entry.id, item, "feed");
    known_agency(entry.agency, item);
    known("unknown-profile", known_.profiles, entry.profile, item);
    return entry;
  }

  AreaEntry area_entry(Node const& item) {
    MapReader map{item, remarks_, "areas"};
    AreaEntry entry;
    entry.kind = map.text("kind");
    entry.vintage = static_cast<int>(map.integer("vintage"));
    entry.title = map.text_or("title", fmt::format("{} {}", entry.kind, entry.vintage));
    entry.attribution = map.text_or("attribution", "");
    entry.files = map.texts("files");
    entry.code_property = map.text("code_property");
    entry.name_property = map.text("name_property");
    if (auto const* population = map.find("population", Node::Kind::map)) {
      MapReader people{*population, remarks_, "population"};
      entry.population_file = people.text("file");
      entry.population_code = people.text("code_column");
      entry.population_count = people.text("count_column");
      people.done();
    }
    map.done();
    if (entry.vintage < 1971 || entry.vintage > 2100) {
      remarks_.error("bad-vintage", item, "An area code means nothing without the year of its boundaries.",
                     "Write the year, as vintage: 2021.");
    }
    return entry;
  }

  /// They stay in the document, from which local_settings() reads them; here only what is looser than everywhere is refused.
  void settings(MapReader& map, Node const& at) {
    (void)map.texts_or_none("commenced");
    auto const smallest = map.integer_or("smallest_group", smallest_group_baseline);
    if (smallest >= smallest_group_baseline && smallest <= smallest_group_most) return;
    remarks_.error("looser", at, fmt::format("'smallest_group' is {}: a local setting may only be stricter than the {} that holds everywhere.", smallest, smallest_group_baseline),
                   fmt::format("Write {} to {}, or leave it out.", smallest_group_baseline, smallest_group_most));
  }

  void has_release_area(Node const& at, PartnershipFile const& file) {
    bool const there = std::any_of(file.areas.begin(), file.areas.end(), [&](AreaEntry const& entry) {
      return entry.kind == file.release_area_kind && entry.vintage == file.release_area_vintage;
    });
    if (!there) {
      remarks_.error("no-release-area", at, "The release area is not among the areas listed.",
                     "List its boundary files under 'areas', with the same kind and vintage.");
    }
  }

  Remarks remarks_;
  KnownWords const& known_;
  std::set<std::string> agency_ids_;
  std::set<std::string> member_ids_;
  std::set<std::string> feed_ids_;
};

}  // namespace

ParsedPartnership read_partnership(std::string const& path, KnownWords const& known) {
  ParsedPartnership parsed;
  auto root = catalogue::read_yaml_file(path);
  if (!root) {
    parsed.findings.push_back(root.error());
    return parsed;
  }
  PartnershipFile file;
  Reader{path, parsed.findings, known}.read(*root, file);
  file.document = catalogue::to_json(*root).canonical();
  file.folder = std::filesystem::path{path}.parent_path().string();
  if (!has_errors(parsed.findings)) parsed.file = std::move(file);
  return parsed;
}

LocalSettings local_settings(Json const& document) {
  LocalSettings settings;
  auto const& partnership = document["partnership"];
  if (partnership["smallest_group"].is_integer()) settings.smallest_group = partnership["smallest_group"].integer();
  if (!partnership["commenced"].is_array()) return settings;
  for (auto const& one : partnership["commenced"].array()) settings.commenced.push_back(one.string());
  return settings;
}

namespace {

/// Beside which a member has no other role.
constexpr std::string_view role_alone = "equality-monitoring-officer";

/// S82: whoever monitors equality neither decides about people nor reads of them.
void check_roles(PartnershipFile const& file, Findings& findings) {
  for (auto const& member : file.members) {
    if (member.roles.size() < 2 || std::ranges::find(member.roles, role_alone) == member.roles.end()) continue;
    findings.push_back({Severity::error, "role-not-alone", "partnership file", 0, 0, fmt::format("The member '{}' has the role '{}' beside another.", member.id, role_alone),
                        "Give the other role to somebody else: whoever monitors equality has no other."});
  }
}

}  // namespace

Findings check_local_settings(PartnershipFile const& file, catalogue::Catalogue const& catalogue) {
  Findings findings;
  check_roles(file, findings);
  auto const document = Json::parse(file.document);
  if (!document) return findings;
  for (auto const& id : local_settings(*document).commenced) {
    auto const* const gateway = catalogue.gateway(id);
    if (gateway != nullptr && gateway->status == "verify_commencement") continue;
    findings.push_back({Severity::error, "not-awaited", "partnership file", 0, 0,
                        fmt::format("'commenced' names '{}', which is no gateway whose commencement the catalogue waits for.", id),
                        "Name only gateways with the status verify_commencement; no local setting opens another."});
  }
  return findings;
}

void apply_commenced(LocalSettings const& settings, catalogue::Catalogue const& catalogue, agreements::Vocabulary& vocabulary) {
  for (auto const& id : settings.commenced) {
    auto const* const gateway = catalogue.gateway(id);
    if (gateway == nullptr || gateway->status != "verify_commencement") continue;
    auto names = gateway->aliases;
    names.push_back(gateway->id);
    for (auto const& name : names) {
      if (auto const found = vocabulary.gateways.find(name); found != vocabulary.gateways.end()) found->second.in_force = true;
    }
  }
}

}  // namespace concordat::hub
