// A database adapter for elizaOS that keeps what a message needs in maps, and nothing on disk.
// What no message of the measurement comes to is not here; LOG_LEVEL=warn shows a call of something that is missing.

import { randomUUID } from "node:crypto";

const found = (map, ids) => ids.filter((id) => map.has(id)).map((id) => map.get(id));

export class MemoryStore {
  db = {};
  #ready = false;
  #agents = new Map();
  #entities = new Map();
  #worlds = new Map();
  #rooms = new Map();
  #participants = new Map();
  #memories = new Map();
  #tables = new Map();
  #relationships = [];
  #tasks = new Map();
  #cache = new Map();
  #logs = [];

  async init() {
    this.#ready = true;
  }
  async isReady() {
    return this.#ready;
  }
  async close() {}
  async runPluginMigrations() {}

  async getAgent(id) {
    return this.#agents.get(id) ?? null;
  }
  async createAgent(agent) {
    this.#agents.set(agent.id, agent);
    return true;
  }

  async createEntities(entities) {
    for (const entity of entities) this.#entities.set(entity.id, entity);
    return true;
  }
  async getEntitiesByIds(ids) {
    return found(this.#entities, ids);
  }
  async updateEntity(entity) {
    this.#entities.set(entity.id, entity);
  }
  async getEntitiesForRoom(roomId) {
    return found(this.#entities, await this.getParticipantsForRoom(roomId));
  }

  async getComponents() {
    return [];
  }

  async createWorld(world) {
    this.#worlds.set(world.id, world);
    return world.id;
  }
  async getWorld(id) {
    return this.#worlds.get(id) ?? null;
  }

  async getAllWorlds() {
    return [...this.#worlds.values()];
  }

  async createRooms(rooms) {
    for (const room of rooms) this.#rooms.set(room.id, room);
    return rooms.map((room) => room.id);
  }
  async getRoomsByIds(ids) {
    return found(this.#rooms, ids);
  }

  async addParticipantsRoom(entityIds, roomId) {
    const inside = this.#participants.get(roomId) ?? new Set();
    for (const id of entityIds) inside.add(id);
    this.#participants.set(roomId, inside);
    return true;
  }
  async getParticipantsForRoom(roomId) {
    return [...(this.#participants.get(roomId) ?? [])];
  }
  async isRoomParticipant(roomId, entityId) {
    return this.#participants.get(roomId)?.has(entityId) ?? false;
  }
  async getRoomsForParticipant(entityId) {
    return this.getRoomsForParticipants([entityId]);
  }
  async getRoomsForParticipants(entityIds) {
    const isIn = ([, inside]) => entityIds.some((id) => inside.has(id));
    return [...this.#participants].filter(isIn).map(([room]) => room);
  }
  async getParticipantUserState() {
    return null;
  }

  async createMemory(memory, tableName) {
    const stored = { ...memory, id: memory.id ?? randomUUID(), createdAt: memory.createdAt ?? Date.now() };
    const key = `${tableName} ${memory.roomId}`;
    if (!this.#tables.has(key)) this.#tables.set(key, []);
    this.#tables.get(key).push(stored);
    this.#memories.set(stored.id, stored);
    return stored.id;
  }
  async getMemoryById(id) {
    return this.#memories.get(id) ?? null;
  }
  async getMemories({ tableName, roomId, count }) {
    const all = this.#tables.get(`${tableName} ${roomId}`) ?? [];
    // The newest first.
    return all.slice(count ? -count : 0).reverse();
  }
  async getMemoriesByRoomIds({ tableName, roomIds, limit }) {
    const rooms = await Promise.all(roomIds.map((roomId) => this.getMemories({ tableName, roomId, count: limit })));
    return rooms.flat().sort((a, b) => b.createdAt - a.createdAt).slice(0, limit);
  }

  async getRelationships({ entityId }) {
    return this.#relationships.filter((one) => one.sourceEntityId === entityId || one.targetEntityId === entityId);
  }

  async createTask(task) {
    const id = task.id ?? randomUUID();
    this.#tasks.set(id, { ...task, id });
    return id;
  }
  async getTask(id) {
    return this.#tasks.get(id) ?? null;
  }
  async getTasks({ tags = [] }) {
    return [...this.#tasks.values()].filter((task) => tags.every((tag) => task.tags?.includes(tag)));
  }
  async getTasksByName(name) {
    return [...this.#tasks.values()].filter((task) => task.name === name);
  }
  async updateTask(id, task) {
    this.#tasks.set(id, { ...this.#tasks.get(id), ...task });
  }

  async getCache(key) {
    return this.#cache.get(key);
  }
  async setCache(key, value) {
    this.#cache.set(key, value);
    return true;
  }

  async log(entry) {
    this.#logs.push(entry);
  }
}
