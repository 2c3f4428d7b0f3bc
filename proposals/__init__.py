"""The work, floor by floor: models, queries, statistics, permissions, documents, actions, then web, api, tasks."""
