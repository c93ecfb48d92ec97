-- expect: crash SIGSYS
-- runner: probe
-- A hole in Lua would try this next.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    probe "openat"
  end,
}
