// SPDX-License-Identifier: Apache-2.0
// Rows come in blocks; each kind of value belongs to one worker, which sees the blocks in their order: so ids come out the
// same for any number of workers.
#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "base/text.h"
#include "linkage/table/parallel.h"
#include "linkage/table/standard.h"
#include "linkage/table/table.h"

namespace concordat::linkage {
namespace {

constexpr std::size_t block_rows = 4096;
constexpr std::size_t most_blocks_waiting = 8;
constexpr unsigned most_workers = 4;

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
  std::vector<std::uint32_t> ids;
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
  std::size_t width;
  Table table;
  Blocks blocks;
  std::unique_ptr<Block> filling;
  std::vector<std::vector<Column>> spare;  ///< of blocks that are done: memory to use again
  bool live = false;

  std::mutex mutex;
  std::condition_variable changed;
  bool ended = false;
  std::vector<std::size_t> done;  ///< blocks each worker has done
  std::atomic<std::uint64_t> left_out = 0;
  std::vector<std::vector<More>> more;  ///< by field, rows of the table
  std::vector<std::jthread> workers;

  explicit Inside(Model const& of) : model{of}, width{of.fields.size()} {
    table.together = pairs_of_fields(model);
    width += table.together.size();
    for (std::size_t field = 0; field < model.fields.size(); ++field) {
      if (model.fields[field].several) table.several.push_back({static_cast<FieldIndex>(field), width++, {}});
    }
    table.width = width;
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

  void encode(Block& block, unsigned worker, unsigned of) {
    std::vector<std::string_view> texts;
    for (std::size_t field = 0; field < model.fields.size(); ++field) {
      auto const space = space_of(model.fields[field].kind);
      if (space % of != worker) continue;
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
        table.values[space].add_all(texts, block.ids.data() + field, width);
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
        auto& first = block.ids[row * width + field];
        if (first == 0) first = id;
        if (found.size() > 1 || !value.days.always()) block.more[field].push_back({row, {id, value.days}});
      }
    }
  }

  void work(unsigned worker, unsigned of) {
    for (std::size_t next = 0;; ++next) {
      Block* block = nullptr;
      {
        std::unique_lock lock{mutex};
        changed.wait(lock, [&] { return next < blocks.size() || ended; });
        if (next >= blocks.size()) return;
        block = blocks[next].get();
      }
      encode(*block, worker, of);
      {
        std::lock_guard const lock{mutex};
        done[worker] = next + 1;
      }
      changed.notify_all();
    }
  }

  [[nodiscard]] std::size_t slowest() const {
    auto least = blocks.size();
    for (auto const count : done) least = std::min(least, count);
    return least;
  }

  void hand_over() {
    if (!filling || filling->rows == 0) return;
    filling->ids.assign(filling->rows * width, 0);
    filling->more.resize(table.several.empty() ? 0 : model.fields.size());
    table.records += filling->rows;
    if (workers.empty()) {
      encode(*filling, 0, 1);
      spare.push_back(std::move(filling->columns));
      blocks.push_back(std::move(filling));
      return;
    }
    std::unique_lock lock{mutex};
    changed.wait(lock, [&] { return blocks.size() < slowest() + most_blocks_waiting; });
    blocks.push_back(std::move(filling));
    for (auto i = slowest(); i-- > 0 && !blocks[i]->columns.empty();) spare.push_back(std::move(blocks[i]->columns));
    lock.unlock();
    changed.notify_all();
  }

  void gather_blocks();
  void standardise();
  void make_lists();
  void join_fields();
};

namespace {

/// Old ids to new ones.
struct Renumbering {
  std::vector<std::uint32_t> to;
};

}  // namespace

void Loader::Inside::standardise() {
  std::array<bool, spaces> wanted{};
  for (auto const& field : model.fields) wanted[space_of(field.kind)] = wanted[space_of(field.kind)] || field.standard;
  for (std::size_t space = 0; space < spaces; ++space) {
    if (!wanted[space]) continue;
    Dictionary fresh;
    auto& old = table.values[space];
    std::array<Renumbering, 2> maps;  // raw, standard
    for (auto& map : maps) map.to.assign(old.size(), 0);
    for (std::uint32_t id = 1; id < old.size(); ++id) {
      for (auto const& field : model.fields) {
        if (space_of(field.kind) != space) continue;
        auto& to = maps[field.standard ? 1 : 0].to[id];
        if (to == 0) to = fresh.add(field.standard ? standard_form(field.kind, old.text(id)) : std::string{old.text(id)});
      }
    }
    for (std::size_t f = 0; f < model.fields.size(); ++f) {
      if (space_of(model.fields[f].kind) != space) continue;
      auto const& map = maps[model.fields[f].standard ? 1 : 0].to;
      for (std::size_t at = f; at < table.ids.size(); at += width) table.ids[at] = map[table.ids[at]];
      if (!more.empty()) {
        for (auto& one : more[f]) one.held.id = map[one.held.id];
      }
    }
    old = std::move(fresh);
  }
}

void Loader::Inside::gather_blocks() {
  table.ids.reserve(table.records * width);
  if (!table.several.empty()) more.resize(model.fields.size());
  for (auto& block : blocks) {
    auto const row = table.ids.size() / width;
    table.ids.insert(table.ids.end(), block->ids.begin(), block->ids.end());
    for (std::size_t field = 0; field < block->more.size(); ++field) {
      for (auto const& one : block->more[field]) more[field].push_back({row + one.row, one.held});
    }
    block.reset();
  }
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
    for (std::size_t row = 0; row < table.records; row += block_rows) {
      pair.add_all(table.ids.data() + row * width, std::min(block_rows, table.records - row), width);
    }
    if (!live) pair.pairs = {};
  }
  if (!live) {
    for (auto& dictionary : table.values) dictionary.seal();
  }
}

Loader::Loader(Model const& model, unsigned threads, For use) : inside_{std::make_unique<Inside>(model)} {
  inside_->live = use == For::live;
  auto const workers = threads <= 1 ? 0 : std::min(threads - 1, most_workers);
  inside_->done.assign(workers, 0);
  for (unsigned worker = 0; worker < workers; ++worker) {
    inside_->workers.emplace_back([inside = inside_.get(), worker, workers] { inside->work(worker, workers); });
  }
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
    std::lock_guard const lock{inside.mutex};
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
