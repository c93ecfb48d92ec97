-- expect: fault steps
-- Tail calls use no stack: only the steps end them.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local function f() return f() end
    f()
  end,
}
