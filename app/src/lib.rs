//! Components, pages, server functions and the handle to the engine.
