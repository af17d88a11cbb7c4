// SPDX-License-Identifier: Apache-2.0
// Rows come in blocks. The values of one kind are a lane: it takes the blocks in their order, whoever of the workers drives it,
// so ids come out the same for any number of workers. Whoever brings rows lends a hand where the workers fall behind.
#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "base/text.h"
#include "linkage/table/large_pages.h"
#include "linkage/table/parallel.h"
#include "linkage/table/standard.h"
#include "linkage/table/table.h"

namespace concordat::linkage {
namespace {

constexpr std::size_t block_rows = 4096;
constexpr std::size_t most_blocks_waiting = 8;
constexpr std::size_t no_lane = static_cast<std::size_t>(-1);

struct Column {
  std::string bytes;
  std::vector<std::uint32_t> ends;
};

/// One of the values of a record that has several.
struct More {
  std::size_t row = 0;
  Held held;
};

struct Block {
  std::vector<Column> columns;
  std::vector<std::vector<More>> more;  ///< by field; empty where no field may have several
  std::size_t rows = 0;
  std::vector<std::vector<std::uint32_t>> ids;  ///< by column of the table: lanes never write to one line of memory
};

/// Values of one space, or ids of two fields together once both have theirs.
struct Lane {
  Space space = 0;
  std::size_t pair = no_lane;  ///< number of the table's pairs of fields
  std::array<std::size_t, 2> after{no_lane, no_lane};  ///< lanes that must have done a block before
  std::size_t next = 0;        ///< block
  bool driven = false;
};

using Blocks = std::deque<std::unique_ptr<Block>>;

/// Which pairs of fields need ids of their own.
std::vector<Table::Together> pairs_of_fields(Model const& model) {
  std::vector<Table::Together> found;
  for (auto const& comparison : model.comparisons) {
    for (auto const& level : comparison.levels) {
      if (level.frequency.size() != 2) continue;
      auto const same = [&](Table::Together const& other) {
        return other.first == level.frequency[0] && other.second == level.frequency[1];
      };
      if (std::any_of(found.begin(), found.end(), same)) continue;
      found.push_back({level.frequency[0], level.frequency[1], model.fields.size() + found.size(), {}});
    }
  }
  return found;
}

}  // namespace

struct Loader::Inside {
  Model const& model;
  unsigned threads;
  std::size_t width;
  Table table;
  Blocks blocks;
  std::unique_ptr<Block> filling;
  std::vector<std::vector<Column>> spare;  ///< of blocks that are done: memory to use again
  bool live = false;

  std::mutex mutex;
  std::condition_variable changed;
  bool ended = false;
  std::vector<Lane> lanes;
  std::atomic<std::uint64_t> left_out = 0;
  std::vector<std::vector<More>> more;  ///< by field, rows of the table
  std::vector<std::jthread> workers;

  Inside(Model const& of, unsigned with_threads) : model{of}, threads{std::max(1U, with_threads)}, width{of.fields.size()} {
    table.together = pairs_of_fields(model);
    width += table.together.size();
    for (std::size_t field = 0; field < model.fields.size(); ++field) {
      if (model.fields[field].several) table.several.push_back({static_cast<FieldIndex>(field), width++, {}});
    }
    table.width = width;
    make_lanes();
  }

  /// Whether the values of a space get other ids at the end.
  [[nodiscard]] bool standardised(std::size_t space) const {
    return std::ranges::any_of(model.fields, [&](Field const& field) { return space_of(field.kind) == space && field.standard; });
  }
  /// The ids of both fields are the last ones as they are read.
  [[nodiscard]] bool joined_at_once(Table::Together const& pair) const {
    auto const settled = [&](FieldIndex field) { return !model.fields[field].several && !standardised(space_of(model.fields[field].kind)); };
    return settled(pair.first) && settled(pair.second);
  }

  void make_lanes() {
    auto const lane_of = [&](Space space) {
      auto const known = std::ranges::find_if(lanes, [&](Lane const& lane) { return lane.pair == no_lane && lane.space == space; });
      return static_cast<std::size_t>(known - lanes.begin());
    };
    for (auto const& field : model.fields) {
      if (lane_of(space_of(field.kind)) == lanes.size()) lanes.push_back({.space = space_of(field.kind)});
    }
    for (std::size_t i = 0; i < table.together.size(); ++i) {
      auto const& pair = table.together[i];
      if (!joined_at_once(pair)) continue;
      lanes.push_back({.pair = i, .after = {lane_of(space_of(model.fields[pair.first].kind)), lane_of(space_of(model.fields[pair.second].kind))}});
    }
  }

  void begin_block() {
    filling = std::make_unique<Block>();
    if (spare.empty()) {
      filling->columns.resize(model.fields.size());
      for (auto& column : filling->columns) column.ends.reserve(block_rows);
      return;
    }
    filling->columns = std::move(spare.back());
    spare.pop_back();
    for (auto& column : filling->columns) {
      column.bytes.clear();
      column.ends.clear();
    }
  }

  void encode(Block& block, Lane const& lane) {
    if (lane.pair != no_lane) {
      auto& pair = table.together[lane.pair];
      return pair.add_all(block.ids[pair.first], block.ids[pair.second], block.ids[pair.column]);
    }
    std::vector<std::string_view> texts;
    texts.reserve(block.rows);
    for (std::size_t field = 0; field < model.fields.size(); ++field) {
      if (space_of(model.fields[field].kind) != lane.space) continue;
      auto const& column = block.columns[field];
      texts.clear();
      std::uint32_t begin = 0;
      for (auto const end : column.ends) {
        texts.push_back(std::string_view{column.bytes}.substr(begin, end - begin));
        begin = end;
      }
      if (model.fields[field].several) {
        encode_several(block, field, texts);
      } else {
        table.values[lane.space].add_all(texts, block.ids[field].data(), 1);
      }
    }
  }

  void encode_several(Block& block, std::size_t field, std::vector<std::string_view> const& cells) {
    auto& values = table.values[space_of(model.fields[field].kind)];
    for (std::size_t row = 0; row < cells.size(); ++row) {
      auto found = values_in(cells[row]);
      if (found.size() > most_values) {
        left_out += found.size() - most_values;
        found.resize(most_values);
      }
      for (auto const& value : found) {
        auto const id = values.add(value.text);
        auto& first = block.ids[field][row];
        if (first == 0) first = id;
        if (found.size() > 1 || !value.days.always()) block.more[field].push_back({row, {id, value.days}});
      }
    }
  }

  /// A lane that can go on, the one that is farthest behind. REQUIRES the lock.
  [[nodiscard]] Lane* lane_to_drive() {
    Lane* best = nullptr;
    for (auto& lane : lanes) {
      if (lane.driven || lane.next >= blocks.size() || (best != nullptr && best->next <= lane.next)) continue;
      if (std::ranges::all_of(lane.after, [&](std::size_t other) { return other == no_lane || lanes[other].next > lane.next; })) best = &lane;
    }
    return best;
  }

  /// One block of one lane, outside the lock.
  void drive(Lane& lane, std::unique_lock<std::mutex>& lock) {
    lane.driven = true;
    auto& block = *blocks[lane.next];
    lock.unlock();
    encode(block, lane);
    lock.lock();
    lane.driven = false;
    ++lane.next;
    if (!workers.empty()) changed.notify_all();
  }

  /// Lends a hand until no lane is more than so many blocks behind.
  void catch_up(std::size_t behind, std::unique_lock<std::mutex>& lock) {
    while (blocks.size() > slowest() + behind) {
      if (auto* const lane = lane_to_drive()) drive(*lane, lock);
      else changed.wait(lock);
    }
  }

  void work() {
    std::unique_lock lock{mutex};
    for (;;) {
      if (auto* const lane = lane_to_drive()) drive(*lane, lock);
      else if (ended) return;  // what is left waits for a block that others have in hand, and they go on with it
      else changed.wait(lock);
    }
  }

  [[nodiscard]] std::size_t slowest() const {
    auto least = blocks.size();
    for (auto const& lane : lanes) least = std::min(least, lane.next);
    return least;
  }

  void hand_over() {
    if (!filling || filling->rows == 0) return;
    filling->ids.resize(width);
    for (auto& column : filling->ids) column.assign(filling->rows, 0);
    filling->more.resize(table.several.empty() ? 0 : model.fields.size());
    table.records += filling->rows;
    std::unique_lock lock{mutex};
    blocks.push_back(std::move(filling));
    changed.notify_all();
    catch_up(workers.empty() ? 0 : most_blocks_waiting, lock);
    for (auto i = slowest(); i-- > 0 && !blocks[i]->columns.empty();) spare.push_back(std::move(blocks[i]->columns));
  }

  void gather_blocks();
  void standardise();
  void standardise(std::size_t space);
  void make_lists();
  void join_fields();
};

void Loader::Inside::standardise() {
  parallel(threads, spaces, [&](std::size_t space, unsigned) {
    if (standardised(space)) standardise(space);
  });
}

void Loader::Inside::standardise(std::size_t space) {
  Dictionary fresh;
  auto& old = table.values[space];
  std::array<std::vector<std::uint32_t>, 2> maps;  // old ids to new ones: raw, standard
  for (auto& map : maps) map.assign(old.size(), 0);
  for (std::uint32_t id = 1; id < old.size(); ++id) {
    for (auto const& field : model.fields) {
      if (space_of(field.kind) != space) continue;
      auto& to = maps[field.standard ? 1 : 0][id];
      if (to == 0) to = fresh.add(field.standard ? standard_form(field.kind, old.text(id)) : std::string{old.text(id)});
    }
  }
  for (std::size_t f = 0; f < model.fields.size(); ++f) {
    if (space_of(model.fields[f].kind) != space) continue;
    auto const& map = maps[model.fields[f].standard ? 1 : 0];
    for (std::size_t at = f; at < table.ids.size(); at += width) table.ids[at] = map[table.ids[at]];
    if (!more.empty()) {
      for (auto& one : more[f]) one.held.id = map[one.held.id];
    }
  }
  old = std::move(fresh);
}

void Loader::Inside::gather_blocks() {
  reserve_large(table.ids, table.records * width);
  table.ids.resize(table.records * width);
  if (!table.several.empty()) more.resize(model.fields.size());
  std::vector<std::size_t> begins;
  std::size_t row = 0;
  for (auto const& block : blocks) {
    for (std::size_t field = 0; field < block->more.size(); ++field) {
      for (auto const& one : block->more[field]) more[field].push_back({row + one.row, one.held});
    }
    begins.push_back(row);
    row += block->rows;
  }
  parallel(threads, blocks.size(), [&](std::size_t number, unsigned) {
    auto& block = *blocks[number];
    for (std::size_t column = 0; column < width; ++column) {
      auto* to = table.ids.data() + begins[number] * width + column;
      for (auto const id : block.ids[column]) {
        *to = id;
        to += width;
      }
    }
    blocks[number].reset();
  });
}

/// After values have their last ids. A first value that its standard form made empty gives way to the next.
void Loader::Inside::make_lists() {
  for (auto& several : table.several) {
    auto const& found = more[several.field];
    std::vector<Held> values;
    for (std::size_t begin = 0, end = 0; begin < found.size(); begin = end) {
      values.clear();
      for (; end < found.size() && found[end].row == found[begin].row; ++end) values.push_back(found[end].held);
      auto* const ids = table.ids.data() + found[begin].row * width;
      auto const first = std::ranges::find_if(values, [](Held const& held) { return held.id != 0; });
      ids[several.field] = first == values.end() ? 0 : first->id;
      ids[several.column] = several.add(values);
    }
    if (!live) several.lists.seal();
  }
  more.clear();
  table.values_left_out = left_out;
}

void Loader::Inside::join_fields() {
  for (auto& pair : table.together) {
    for (std::size_t row = joined_at_once(pair) ? table.records : 0; row < table.records; row += block_rows) {
      pair.add_all(table.ids.data() + row * width, std::min(block_rows, table.records - row), width);
    }
    if (!live) pair.pairs = {};
  }
  if (!live) {
    for (auto& dictionary : table.values) dictionary.seal();
  }
}

Loader::Loader(Model const& model, unsigned threads, For use) : inside_{std::make_unique<Inside>(model, threads)} {
  inside_->live = use == For::live;
  auto const workers = std::min<std::size_t>(std::max(threads, 1U) - 1, inside_->lanes.size());
  for (std::size_t worker = 0; worker < workers; ++worker) inside_->workers.emplace_back([inside = inside_.get()] { inside->work(); });
}

Loader::~Loader() {
  {
    std::lock_guard const lock{inside_->mutex};
    inside_->ended = true;
  }
  inside_->changed.notify_all();
  inside_->workers.clear();
}

void Loader::add(std::vector<std::string_view> const& cells) {
  auto& inside = *inside_;
  if (!inside.filling) inside.begin_block();
  for (std::size_t field = 0; field < inside.model.fields.size(); ++field) {
    auto& column = inside.filling->columns[field];
    column.bytes.append(text::trim(cells[field]));
    column.ends.push_back(static_cast<std::uint32_t>(column.bytes.size()));
  }
  if (++inside.filling->rows == block_rows) inside.hand_over();
}

void Loader::begin_second_file() {
  inside_->hand_over();
  inside_->table.first_file = inside_->table.records;
}

Table Loader::finish() {
  auto& inside = *inside_;
  inside.hand_over();
  {
    std::unique_lock lock{inside.mutex};
    inside.catch_up(0, lock);
    inside.ended = true;
  }
  inside.changed.notify_all();
  inside.workers.clear();  // joins
  inside.spare.clear();
  auto& table = inside.table;
  inside.gather_blocks();
  if (table.first_file == 0) table.first_file = table.records;
  inside.standardise();
  inside.make_lists();
  inside.join_fields();
  return std::move(table);
}

}  // namespace concordat::linkage
