// SPDX-License-Identifier: Apache-2.0
#include "hub/equality/words.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "catalogue/decode.h"
#include "catalogue/yaml.h"

namespace concordat::hub {
namespace {

using catalogue::MapReader;
using catalogue::Node;
using catalogue::Remarks;

/// Words of ours stand in files and in the ledger: a to z, digits and hyphens.
bool is_plain(std::string_view id) {
  return !id.empty() && id.size() <= 40 && std::ranges::all_of(id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

class WordsReader {
 public:
  WordsReader(std::string_view file, EqualityWords& out) : remarks_{file, out.findings}, out_{out} {}

  void read(Node const& root) {
    MapReader map{root, remarks_, "the file"};
    out_.measures = words(map, "measures", residents_measure);
    if (auto const* const list = map.need("characteristics", Node::Kind::list)) {
      std::set<std::string> seen;
      for (auto const& item : list->items) {
        MapReader one{item, remarks_, "the characteristic"};
        Characteristic characteristic{one.text("id"), one.text("title"), words(one, "groups", not_said_group)};
        one.done();
        claim(seen, characteristic.id, item);
        characteristic.groups.push_back({std::string{not_said_group}, "Not said or not known"});
        out_.characteristics.push_back(std::move(characteristic));
      }
    }
    map.done();
  }

 private:
  std::vector<EqualityWord> words(MapReader& map, std::string_view key, std::string_view taken) {
    std::vector<EqualityWord> found;
    auto const* const list = map.need(key, Node::Kind::list);
    if (list == nullptr) return found;
    std::set<std::string> seen{std::string{taken}};
    for (auto const& item : list->items) {
      MapReader one{item, remarks_, "the word"};
      found.push_back({one.text("id"), one.text("title")});
      one.done();
      claim(seen, found.back().id, item);
    }
    if (found.empty()) remarks_.error("empty-list", *list, fmt::format("'{}' is empty.", key), "Name at least one.");
    return found;
  }

  void claim(std::set<std::string>& seen, std::string const& id, Node const& at) {
    if (!id.empty() && !is_plain(id)) remarks_.error("bad-id", at, fmt::format("'{}' is no word of equality monitoring.", id), "Write letters a to z, digits and hyphens: age-band.");
    if (!seen.insert(id).second) remarks_.error("twice", at, fmt::format("'{}' is there twice, or is taken.", id), "Keep one, or rename it.");
  }

  Remarks remarks_;
  EqualityWords& out_;
};

}  // namespace

bool EqualityWords::has_measure(std::string_view id) const { return id == residents_measure || std::ranges::find(measures, id, &EqualityWord::id) != measures.end(); }

Characteristic const* EqualityWords::characteristic(std::string_view id) const {
  auto const found = std::ranges::find(characteristics, id, &Characteristic::id);
  return found == characteristics.end() ? nullptr : &*found;
}

bool EqualityWords::has_group(Characteristic const& of, std::string_view id) { return std::ranges::find(of.groups, id, &EqualityWord::id) != of.groups.end(); }

std::string blank_counts(EqualityWords const& words, std::string_view quarter) {
  std::string csv{"measure,quarter,characteristic,group,count\n"};
  auto const add = [&](std::string_view measure) {
    for (auto const& characteristic : words.characteristics) {
      for (auto const& group : characteristic.groups) csv += fmt::format("{},{},{},{},\n", measure, quarter, characteristic.id, group.id);
    }
  };
  for (auto const& measure : words.measures) add(measure.id);
  add(residents_measure);
  return csv;
}

EqualityWords load_equality_words(std::string const& folder) {
  EqualityWords words;
  auto const path = folder + "/equality.yaml";
  auto const document = catalogue::read_yaml_file(path);
  if (!document) words.findings.push_back(document.error());
  else WordsReader{path, words}.read(*document);
  return words;
}

}  // namespace concordat::hub
